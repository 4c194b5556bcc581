import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import type { DemoFile } from '../../src/main/demo.ts'
import { demoFile, type Program, start } from '../program/program.ts'
import { PHONE, visit } from './visit.ts'

const dir = mkdtempSync(join(tmpdir(), 'koppel-console-'))
let program: Program
let demo: DemoFile
beforeAll(async () => {
  program = await start('demo', { dir })
  demo = demoFile(dir)
})
afterAll(async () => {
  await program.stop('SIGKILL')
  rmSync(dir, { recursive: true, force: true })
})

/** Comes to the sign-in page; every visit must be without offence, to its end. */
async function comeIn(options: Parameters<typeof visit>[1] = {}): Promise<Page> {
  const { page, offences, close } = await visit(demo.consoleUrl, options)
  onTestFinished(async () => {
    await close()
    expect(offences).toEqual([])
  })
  return page
}

async function signInAs(page: Page, role: string): Promise<void> {
  const login = demo.logins.find((one) => one.role === role)
  await page.getByTestId('sign-in-email').fill(login?.email ?? '')
  await page.getByTestId('sign-in-password').fill(login?.password ?? '')
  await page.getByTestId('sign-in-submit').click()
  await page.getByTestId('sign-in-submit').waitFor({ state: 'detached' })
}

/** Every page has to fit the screen: nothing is wider. */
const overflow = (page: Page): Promise<number> =>
  page.evaluate<number>('document.documentElement.scrollWidth - document.documentElement.clientWidth')

test('who owns a dongle sees its price before ordering, sees the licence arrive on it, an upgrade for the difference, and the code on demand', async () => {
  const dongle = demo.devices.find(({ kind }) => kind === 'dongle')
  const page = await comeIn({ viewport: PHONE })
  await signInAs(page, 'owner')
  await page.getByTestId(`device-card-${dongle?.caratId}`).click()
  await page
    .getByTestId('dongle-number')
    .getByText(dongle?.licenceNumber ?? '')
    .waitFor()
  const order = async (points: string): Promise<string> => {
    await page.getByTestId('licence-points').fill(points)
    await page.getByTestId('order-check').click()
    const preview = page.getByTestId('order-preview')
    await preview.waitFor()
    expect(await overflow(page)).toBe(0)
    return preview.innerText()
  }
  const arrived = async (type: string) => {
    await page.getByTestId('order-confirm').click()
    await page
      .getByTestId('order-number')
      .getByText(/B-\d{8}/)
      .waitFor()
    await page.locator('[data-testid^="unlock-row-"][data-state="applied"]', { hasText: type }).waitFor()
    await page.getByTestId('dongle-holds').getByText(type, { exact: true }).waitFor()
    await page.getByText('Order something else').click()
  }
  const first = await order('5')
  for (const told of ['A new licence: 5P', 'Familjen Lindqvist', '€970.00']) expect(first).toContain(told)
  await arrived('5P')
  const second = await order('7')
  for (const told of ['An upgrade from 5P to 7P', '€240.00']) expect(second).toContain(told)
  await arrived('7P')
  await page.getByTestId('licence-points').fill('3')
  await page.getByTestId('order-check').click()
  await page.getByTestId('order-released').waitFor()
  expect(await page.getByTestId('unlock-code').count()).toBe(0)
  await page.getByTestId('release-7P').getByTestId('unlock-show').click()
  expect(await page.getByTestId('unlock-code').innerText()).toMatch(/^0700-02[0-9A-F]{2}(-[0-9A-F]{4}){2}$/)
  await page.getByRole('link', { name: 'All orders' }).click()
  await page.getByTestId('orders').getByText('€240.00').waitFor()
  expect([await page.getByTestId('release-panel').count(), await page.getByTestId('releases').count()]).toEqual([0, 0])

  const other = demo.devices.findLast(({ kind }) => kind === 'dongle')
  await page.evaluate(async (caratId) => {
    const headers = { 'content-type': 'application/json' }
    await fetch(`/api/v1/simulator/dongles/${caratId}`, { method: 'POST', headers, body: '{"plugged":false}' })
  }, other?.caratId)
  await page.goto(`${demo.consoleUrl}/#/devices/${other?.id}`)
  await page.getByText('Offline', { exact: true }).waitFor()
  await order('1')
  await page.getByTestId('order-confirm').click()
  await page.getByTestId('unlock-cancel').click()
  await page.locator('[data-testid^="unlock-row-"][data-state="cancelled"]').waitFor()
  await page.getByTestId('release-1P').getByTestId('unlock-again').click()
  await page.locator('[data-testid^="unlock-row-"][data-state="queued"]').waitFor()
})

test('anybody asks for a number, the office reads the words as text and approves it, releases a licence, and reads what the number says', async () => {
  const page = await comeIn()
  await page.getByRole('link', { name: /phone number registered/ }).click()
  const script = '<img src="x" onerror="document.title = 1">'
  await page.locator('[name=phone]').fill('+43 664 7654321')
  await page.locator('[name=name]').fill(script)
  await page.getByTestId('apply-consent').check()
  await page.getByTestId('apply-send').click()
  await page.getByTestId('apply-done').waitFor()
  await page.getByRole('link', { name: 'To the start page' }).click()

  await signInAs(page, 'admin')
  await page.goto(`${demo.consoleUrl}/#/numbers`)
  await page.getByTestId('number-requests').getByText(script).waitFor()
  await page.getByTestId('request-approve').click()
  await page.getByTestId('number-requests').getByTestId('payer-country').fill('at')
  await page.getByTestId('request-approve-confirm').click()
  await page.getByTestId('numbers').getByText('+436647654321', { exact: true }).waitFor()

  await page.goto(`${demo.consoleUrl}/#/licences`)
  await page.getByTestId('release-number').fill('AABBCCDD-11223344')
  await page.getByTestId('release-panel').getByTestId('licence-points').fill('3')
  await page.getByTestId('release-check').click()
  await page.getByTestId('release-confirm').click()
  await page.getByTestId('release-done').waitFor()
  await page.getByTestId('releases').getByText('AABBCCDD11223344').waitFor()

  const say = (text: string) =>
    page.evaluate(async (said) => {
      const body = JSON.stringify({ from: '+436647654321', text: said, timeoutSeconds: 15 })
      const headers = { 'content-type': 'application/json' }
      return (await fetch('/api/v1/simulator/texts', { method: 'POST', headers, body })).json()
    }, text)
  const { answers } = (await say('cl.3P.AABBCCDD11223344')) as { answers: string[] }
  await say('cl.3P')
  await page.goto(`${demo.consoleUrl}/#/dialogue`)
  const entries = page.getByTestId('dialogue-entry')
  await entries.nth(1).waitFor()
  const code = /"(.*)"/.exec(answers[0] ?? '')?.[1] ?? ''
  expect(code).toMatch(/^0300-01/)
  expect(await page.locator('main').innerText()).not.toContain(code)
  await page.getByTestId('dialogue-filter').selectOption('refused')
  await entries.nth(1).waitFor({ state: 'detached' })
  expect(await entries.first().getAttribute('data-answer')).toBe('wrong-parameter-count')
  await page.getByTestId('transport').and(page.locator('[data-ready="true"]')).waitFor()
  expect(await overflow(page)).toBe(0)

  await page.getByTestId('maintenance-switch').click()
  await page.getByTestId('maintenance-switch').click()
  await page.getByTestId('maintenance').and(page.locator('[data-on="true"]')).waitFor()
  await page.getByTestId('maintenance-switch').click()
  await page.getByTestId('maintenance').and(page.locator('[data-on="false"]')).waitFor()

  await page.goto(`${demo.consoleUrl}/#/support`)
  await page.getByTestId('support-text').fill(demo.devices.find(({ kind }) => kind === 'dongle')?.licenceNumber ?? '')
  await page.getByTestId('support-submit').click()
  const release = page.getByTestId('support-release').filter({ hasText: 'Released: 7P' })
  for (const told of [/B-\d{8}/, '€240.00, upgrade', 'Done: 5P → 7P']) await release.getByText(told).waitFor()
  expect(await overflow(page)).toBe(0)
})

test('an owner issues another secret for the bridge of a dongle: it is shown once, and the bridge that has the one before is offline', async () => {
  const dongle = demo.devices.find(({ kind }) => kind === 'dongle')
  const page = await comeIn({ viewport: PHONE })
  await signInAs(page, 'owner')
  await page.getByTestId(`device-card-${dongle?.caratId}`).click()
  await page.getByText('Online', { exact: true }).first().waitFor()
  await page.getByTestId('bridge-issue').click()
  const line = page.getByTestId('bridge-line')
  await line.waitFor()
  expect(await line.innerText()).toMatch(new RegExp(`^${dongle?.caratId} [\\w-]{43}$`))
  await page.getByText('Offline', { exact: true }).first().waitFor()
  expect(await overflow(page)).toBe(0)
  await page.reload()
  await page.getByTestId('bridge-issue').waitFor()
  expect(await line.count()).toBe(0)
})
