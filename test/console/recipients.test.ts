import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { DemoFile } from '../../src/main/demo.ts'
import { demoFile, type Program, start } from '../program/program.ts'
import { type PushBrowser, pushBrowser } from '../push/browser.ts'
import { type PushService, pushService } from '../push/service.ts'
import { signIn, visit } from './visit.ts'

const dir = mkdtempSync(join(tmpdir(), 'koppel-console-'))
let service: PushService
let program: Program
let demo: DemoFile
beforeAll(async () => {
  service = await pushService()
  program = await start('demo', { dir, env: { KOPPEL_PUSH_SERVICES: service.origin } })
  demo = demoFile(dir)
})
afterAll(async () => {
  await program.stop('SIGKILL')
  await service.close()
  rmSync(dir, { recursive: true, force: true })
})

/**
 * Chromium subscribes at Google's service alone, which no test may ask. So its answer is the test's: an endpoint on this machine and keys that the test can decrypt with.
 * What stands before and behind that is real: the console, its service worker, the house's encryption, the HTTP of the push.
 */
async function answerForTheService(page: Page, { target }: PushBrowser): Promise<void> {
  const { endpoint, p256dh, auth } = target
  const said = JSON.stringify({ endpoint, keys: { p256dh, auth } })
  const subscription = `{ toJSON: () => (${said}), unsubscribe: async () => true }`
  await page.addInitScript(`PushManager.prototype.subscribe = async () => (${subscription})`)
}

/** Hands a push to the console's service worker, as the browser does when its service has one. */
async function deliver(page: Page, origin: string, data: string): Promise<void> {
  const cdp = await page.context().newCDPSession(page)
  const registered = new Promise<string>((resolve) => {
    cdp.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
      const [first] = registrations
      if (first) resolve(first.registrationId)
    })
  })
  await cdp.send('ServiceWorker.enable')
  await cdp.send('ServiceWorker.deliverPushMessage', { origin, registrationId: await registered, data })
}

test('notifications are turned on, a test arrives encrypted, is shown and opened, and the page tells so', async () => {
  const { page, offences, close } = await visit(demo.consoleUrl, { own: true })
  const browser = pushBrowser(`${service.origin}/push/1`)
  const { origin } = new URL(demo.consoleUrl)
  await page.context().grantPermissions(['notifications'], { origin })
  await answerForTheService(page, browser)
  await page.reload()
  await signIn(page, demo)
  await page.goto(`${demo.consoleUrl}/#/recipients`)
  await page.getByTestId('push-on').click()
  await page.locator('[data-testid="push-standing"][data-standing="ready"]').waitFor()
  const row = page.locator('[data-testid="recipient"][data-way="push"]')
  await row.getByTestId('recipient-test').click()
  await row.getByTestId('tried').waitFor()
  await service.came(1)
  const words = browser.open(service.taken[0]?.body ?? new Uint8Array())
  expect(JSON.parse(words)).toMatchObject({ title: 'Test av larm', path: '/recipients' })
  await deliver(page, origin, words)
  await row.getByText('delivered').waitFor()
  const [worker] = page.context().serviceWorkers()
  const shown = await worker?.evaluate(`(async () => {
    const [notification] = await self.registration.getNotifications()
    if (!notification) return null
    const { title } = notification
    self.dispatchEvent(new NotificationEvent('notificationclick', { notification }))
    return title
  })()`)
  expect(shown).toBe('Test av larm')
  await row.getByText('opened').waitFor()
  await close()
  expect(offences).toEqual([])
})

test('a number is added, and says that nothing comes until it is confirmed', async () => {
  const { page, offences, close } = await visit(demo.consoleUrl)
  await signIn(page, demo)
  await page.goto(`${demo.consoleUrl}/#/recipients`)
  await page.getByTestId('recipient-new').click()
  await page.locator('#way').selectOption('sms')
  await page.getByTestId('recipient-address').fill('+46701234567')
  await page.getByTestId('recipient-name').fill('Grandma')
  await page.getByTestId('recipient-save').click()
  const row = page.locator('[data-testid="recipient"][data-way="sms"]')
  await row.locator('[data-silence="not-confirmed"]').waitFor()
  await row.getByTestId('recipient-send-digits').click()
  await row.getByTestId('recipient-digits').waitFor()
  const sms = await page.evaluate(async () => {
    const list = (await (await fetch('/api/v1/sms')).json()) as { items: { text: string }[] }
    return list.items[0]?.text ?? ''
  })
  await row.getByTestId('recipient-digits').fill(sms)
  await row.getByTestId('recipient-confirm').click()
  await row.locator('[data-silence="no-credits"]').waitFor()
  await close()
  expect(offences).toEqual([])
})
