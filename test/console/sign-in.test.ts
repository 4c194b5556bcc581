import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Secret, TOTP } from 'otpauth'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import type { DemoFile } from '../../src/main/demo.ts'
import { demoFile, type Program, start } from '../program/program.ts'
import { PHONE, visit } from './visit.ts'

const dir = mkdtempSync(join(tmpdir(), 'koppel-console-'))
/** On a machine that does other things besides. */
const WALK = { timeout: 120_000 }
const EVA = { email: 'eva@example.org', password: 'a dozen letters' }
let program: Program
let demo: DemoFile
let admin: string
beforeAll(async () => {
  program = await start('demo', { dir })
  demo = demoFile(dir)
  const { email, password } = demo.logins.find(({ role }) => role === 'admin') ?? {}
  admin = (await ask<{ token: string }>('POST', '/session', { email, password })).token
  const user = { ...EVA, name: 'Eva', language: 'en', level: 'owner' }
  await ask('POST', '/accounts', { kind: 'customer', name: 'Eva', country: 'SE', user }, admin)
  const { token } = await ask<{ token: string }>('POST', '/session', EVA)
  const { secret } = await ask<{ secret: string }>('POST', '/second-factor', {}, token)
  const code = new TOTP({ secret: Secret.fromBase32(secret) }).generate()
  await ask('POST', '/second-factor/confirmation', { code }, token)
})
afterAll(async () => {
  await program.stop('SIGKILL')
  rmSync(dir, { recursive: true, force: true })
})

async function ask<T>(method: string, path: string, body?: object, token?: string): Promise<T> {
  const headers = { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) }
  const sent = body === undefined ? {} : { body: JSON.stringify(body) }
  const answer = await fetch(`${demo.apiUrl}${path}`, { method, headers, ...sent })
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`)
  return (await answer.json()) as T
}

/** Comes to a page on a telephone, in dark; every visit must be without offence, to its end. */
async function come(place: string): Promise<Page> {
  const { page, offences, close } = await visit(demo.consoleUrl, { viewport: PHONE, dark: true })
  onTestFinished(async () => {
    await close()
    expect(offences).toEqual([])
  })
  await page.goto(place.startsWith('http') ? place : `${demo.consoleUrl}/#${place}`)
  return page
}

/** Nothing is wider than the screen, and what is to be touched by itself is as high as a finger is wide. */
async function fits(page: Page): Promise<void> {
  const wide = 'document.documentElement.scrollWidth - document.documentElement.clientWidth'
  expect(await page.evaluate<number>(wide)).toBe(0)
  const low = `[...document.querySelectorAll('main a, main button, main input:not([type=hidden]), footer a')]
    .filter((one) => one.getBoundingClientRect().height < 44).map((one) => one.textContent || one.id)`
  expect(await page.evaluate<string[]>(low)).toEqual([])
}

test('whoever has a second factor is led to its field, without being told of a fault', WALK, async () => {
  const page = await come('/')
  await page.getByTestId('sign-in-email').fill(EVA.email)
  await fits(page)
  await page.getByTestId('sign-in-password').fill(EVA.password)
  await page.getByTestId('sign-in-submit').click()
  await page.getByTestId('sign-in-factor-wanted').waitFor()
  await page.locator('#secondFactor:focus').waitFor()
  expect(await page.locator('.notice.bad').count()).toBe(0)
  await fits(page)
  await page.keyboard.type('000000')
  await page.keyboard.press('Enter')
  await page.locator('.notice.bad').waitFor()
  await page.getByRole('link', { name: 'Write to us' }).click()
  await page.getByTestId('contact-consent').waitFor()
})

test(
  'the link that takes a second factor away says that a short password is a wrong one, and can be left',
  WALK,
  async () => {
    await ask('POST', '/support/factor-resets', { email: EVA.email, reason: 'telephone in the lake' }, admin)
    const { items } = await ask<{ items: { id: string; to: string }[] }>('GET', '/mails', undefined, admin)
    const { text } = await ask<{ text: string }>(
      'GET',
      `/mails/${items.find(({ to }) => to === EVA.email)?.id}`,
      undefined,
      admin,
    )
    const page = await come(/https?:\S+#\/link\/[\w-]+/.exec(text)?.[0] ?? '')
    await page.getByTestId('link-password').fill('short')
    await fits(page)
    await page.getByTestId('link-submit').click()
    await page.getByTestId('link-wrong-password').waitFor()
    await page.getByTestId('link-password').fill(EVA.password)
    await page.getByTestId('link-submit').click()
    await page.getByTestId('link-done').getByText('In three days').waitFor()
    await fits(page)
    await page.goto(`${demo.consoleUrl}/#/link/${'A'.repeat(43)}`)
    await page.getByTestId('link-over').waitFor()
    await fits(page)
  },
)

test(
  'whoever mistyped the address asks again, and a forgotten password is another question than an account',
  WALK,
  async () => {
    const page = await come('/register')
    await page.getByTestId('ask-country').fill('de')
    await page.getByTestId('ask-country-name').getByText('Germany').waitFor()
    await page.getByTestId('ask-name').fill('Nils')
    await page.getByTestId('ask-email').fill('nisl@example.org')
    await fits(page)
    await page.getByTestId('ask-submit').click()
    await page.getByTestId('asked').waitFor()
    await fits(page)
    await page.getByTestId('ask-again').click()
    await page.getByTestId('ask-email').fill('nils@example.org')
    await page.getByTestId('ask-name').fill('Nils')
    await page.getByTestId('ask-submit').click()
    await page.getByTestId('asked').waitFor()
    await page.goto(`${demo.consoleUrl}/#/forgot`)
    await page.getByTestId('ask-email').waitFor()
    await fits(page)
    await page.getByRole('link', { name: 'Sign in' }).click()
    await page.getByTestId('sign-in-email').waitFor()
  },
)
