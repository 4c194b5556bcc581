import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import type { DemoFile } from '../../src/main/demo.ts'
import { demoCollars, demoFile, type Program, start } from '../program/program.ts'
import { openDevice, PHONE, signIn, visit } from './visit.ts'

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

async function comeIn(options: Parameters<typeof visit>[1] = {}): Promise<Page> {
  const { page, offences, close } = await visit(demo.consoleUrl, options)
  onTestFinished(async () => {
    await close()
    expect(offences).toEqual([])
  })
  await signIn(page, demo)
  return page
}

const travel = () => demoCollars(demo).find(({ simKind }) => simKind === 'travel-sim')!

test('a balance is chosen in kronor, by the language, for one collar and for the account, and goes back', async () => {
  const page = await comeIn({ language: 'sv-SE' })
  await openDevice(page, travel().imei)
  await page.getByTestId('watch').locator('summary').click()
  const row = page.getByTestId('watch-balance')
  const amount = page.getByTestId('watch-balance-value')
  expect([await amount.inputValue(), await row.getAttribute('data-own')]).toEqual(['20,00', 'false'])
  await amount.fill('tjugo')
  expect(await amount.getAttribute('aria-invalid')).toBe('true')
  await amount.fill('35,5')
  await amount.press('Tab')
  expect(await row.getAttribute('data-own')).toBe('true')
  await page.getByTestId('watch-save').click()
  await page.getByText('Sparat.').waitFor()
  const chosen = () =>
    page.evaluate(async (id) => (await fetch(`/api/v1/devices/${id}/alarm-settings`)).json(), travel().id)
  expect(await chosen()).toMatchObject({ chosen: { balance: { on: true, minor: 3_550 } } })

  await page.getByText('Kontots larminställningar').click()
  await page.getByTestId('defaults').getByTestId('watch-validity-value').fill('60')
  await page.getByTestId('watch-validity-value').press('Enter')
  await page.getByTestId('watch-save').click()
  await page.getByText('Sparat.').waitFor()
  await page.goto(`${demo.consoleUrl}/#/devices/${travel().id}`)
  await page.getByTestId('watch').locator('summary').click()
  expect(await page.getByTestId('watch-validity-value').inputValue()).toBe('60')
  await page.getByTestId('watch-balance-back').click()
  expect(await page.getByTestId('watch-balance-value').inputValue()).toBe('20,00')
  await page.getByTestId('watch-save').click()
  await page.getByText('Sparat.').waitFor()
  expect(await chosen()).toMatchObject({ chosen: {}, inForce: { validity: { days: 60 } } })
})

test('alarms are told in words, on their page and on the collar’s, taken on, and gone from the open ones when they are over', async () => {
  const page = await comeIn({ viewport: PHONE })
  const { id } = travel()
  const order = (path: string, method: string, body: object) =>
    page.evaluate(
      async ([url, how, what]) => {
        const headers = { 'content-type': 'application/json' }
        const answer = await fetch(`/api/v1${url}`, { method: String(how), headers, body: String(what) })
        return answer.ok
      },
      [path, method, JSON.stringify(body)],
    )
  const swapped = demoCollars(demo).at(-1)!
  expect(await order(`/devices/${id}/alarm-settings`, 'PUT', { balance: { minor: 1_000_000 } })).toBe(true)
  expect(await order(`/simulator/collars/${swapped.imei}`, 'POST', { sim: 'swap' })).toBe(true)
  await page.goto(`${demo.consoleUrl}/#/alarms`)
  const low = page.getByTestId('alarm').filter({ hasText: 'balance of the SIM card low' })
  await low.getByText(/SEK\s[0-9.]+ left/).waitFor({ timeout: 60_000 })
  const sim = page.getByTestId('alarm').filter({ hasText: 'has another SIM card' })
  await sim.getByText(/from \d{19,20} to \d{19,20}/).waitFor({ timeout: 60_000 })
  await low.getByTestId('alarm-acknowledge').click()
  await low.getByText('taken on').waitFor()
  expect(await low.getByTestId('alarm-acknowledge').count()).toBe(0)
  await sim.getByTestId('alarm-acknowledge').click()
  await sim.getByTestId('alarm-state').getByText('over').waitFor()
  await page.getByLabel('Open ones only').check()
  await sim.waitFor({ state: 'detached' })
  await low.getByText('To the collar').click()
  await page.getByTestId('device-alarms').getByText('balance of the SIM card low').waitFor()
})

test('an owner sees what each SMS credit was for, and support gives some for a reason that is read there', async () => {
  const page = await comeIn()
  await page.goto(`${demo.consoleUrl}/#/recipients`)
  await page.getByText('How they came and went').click()
  const code = demo.codes.find(({ family }) => family === 'sms-credits')?.code ?? ''
  await page.getByTestId('credits-enter').click()
  await page.getByTestId('code-input').fill(code)
  await page.getByTestId('code-check').click()
  await page.getByTestId('code-confirm').click()
  await page.getByTestId('redemption-state').waitFor()
  await page.getByText('Close', { exact: true }).click()
  await page.locator('[data-testid="credit-entry"][data-entry="code"]').getByText('+100').waitFor()

  const office = await visit(demo.consoleUrl)
  onTestFinished(() => office.close())
  const { email, password } = demo.logins.find(({ role }) => role === 'support')!
  await office.page.getByTestId('sign-in-email').fill(email)
  await office.page.getByTestId('sign-in-password').fill(password)
  await office.page.getByTestId('sign-in-submit').click()
  await office.page.getByRole('link', { name: 'Look up' }).click()
  await office.page.getByTestId('support-text').fill(travel().imei)
  await office.page.getByTestId('support-submit').click()
  await office.page.getByTestId('customer').click()
  expect(await office.page.getByTestId('recipient-test').count()).toBe(0)
  await office.page.locator('#grant-credits').fill('5')
  await office.page.locator('#grant-reason').fill('  ')
  await office.page.getByTestId('grant-submit').click()
  expect(await office.page.locator('#grant-reason:invalid').count()).toBe(1)
  await office.page.locator('#grant-reason').fill('Sorry for Tuesday')
  await office.page.getByTestId('grant-submit').click()
  await office.page.getByText('From our staff: Sorry for Tuesday').waitFor()
  expect(office.offences).toEqual([])

  await page.reload()
  await page.getByText('From our staff: Sorry for Tuesday').waitFor()
  await page.getByTestId('credits-left').getByText('105 credits').waitFor()
})
