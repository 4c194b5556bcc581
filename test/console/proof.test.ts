import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import type { DemoFile } from '../../src/main/demo.ts'
import { demoCollars, demoFile, type Program, start } from '../program/program.ts'
import { enterCode, openDevice, signIn, visit } from './visit.ts'

const dir = mkdtempSync(join(tmpdir(), 'koppel-proof-'))
let program: Program
let demo: DemoFile
beforeAll(async () => {
  program = await start('demo', { dir, env: { KOPPEL_SUPPORT_EMAIL: 'help@koppel.example' } })
  demo = demoFile(dir)
})
afterAll(async () => {
  await program.stop('SIGKILL')
  rmSync(dir, { recursive: true, force: true })
})

async function open(): Promise<Page> {
  const guest = await visit(demo.consoleUrl)
  onTestFinished(async () => {
    await guest.close()
    expect(guest.offences).toEqual([])
  })
  return guest.page
}

/** Signs in as somebody of the staff. */
async function asSupport(page: Page): Promise<void> {
  const login = demo.logins.find(({ role }) => role === 'support')
  await page.getByTestId('sign-in-email').fill(login?.email ?? '')
  await page.getByTestId('sign-in-password').fill(login?.password ?? '')
  await page.getByTestId('sign-in-submit').click()
  await page.getByRole('link', { name: 'Look up' }).click()
}

/** Redeems the first Telia IoT code of the demo on its first such collar. */
async function redeemFirst(page: Page): Promise<string> {
  await signIn(page, demo)
  const { imei } = demoCollars(demo).find(({ simKind }) => simKind === 'telia-iot')!
  const { code } = demo.codes.find(({ simKind }) => simKind === 'telia-iot')!
  await openDevice(page, imei ?? '')
  await enterCode(page, code)
  await page.getByTestId('code-confirm').click()
  await page.getByTestId('redemption-state').and(page.locator('[data-state="applied"]')).waitFor()
  await page.keyboard.press('Escape')
  return code
}

test('what was applied is told by the end of its code and has a receipt to print, whose code tells whether the paper is the record, and which leads back to the device; support sees it all', async () => {
  const page = await open()
  const code = await redeemFirst(page)
  const row = page.locator('[data-testid^="redemption-row-"]').first()
  expect(await row.locator('summary').innerText()).toContain(`…${code.slice(-4)}`)
  expect(await row.innerText()).not.toContain(code.slice(-5))
  await row.locator('summary').click()
  const device = { name: await page.locator('main h1').innerText(), place: page.url() }
  await row.getByRole('link', { name: 'Receipt' }).click()
  const receipt = page.getByTestId('receipt')
  await receipt.getByRole('img', { name: 'QR code' }).waitFor()
  expect(await page.getByTestId('receipt-paper').count()).toBe(0)
  const digest = await receipt.locator('figcaption').innerText()
  const place = page.url()
  for (const [paper, fits] of [
    [digest, 'true'],
    ['A'.repeat(43), 'false'],
  ]) {
    await page.goto(`${place}/${paper}`)
    await page
      .getByTestId('receipt-paper')
      .and(page.locator(`[data-fits="${fits}"]`))
      .waitFor()
  }
  expect(await page.getByRole('link', { name: 'Look up' }).count()).toBe(0)
  await page.locator('main a.back').getByText(device.name).click()
  await page.waitForURL(device.place)

  const desk = await open()
  await asSupport(desk)
  await desk.getByTestId('support-text').fill(code)
  await desk.getByTestId('support-submit').click()
  await desk.getByTestId('support-redemption').and(desk.locator('[data-state="applied"]')).waitFor()
  await desk.getByTestId('support-redemption').getByTestId('customer').waitFor()
  const history = desk.getByTestId('support-history')
  for (const act of ['mint', 'redeem', 'apply']) await history.locator(`[data-act="${act}"]`).first().waitFor()
  expect(desk.url()).not.toContain(code)
})

test('a refused code offers a letter to support that is begun, and the code is not in it', async () => {
  const page = await open()
  await signIn(page, demo)
  await openDevice(page, demoCollars(demo)[0]?.imei ?? '')
  await enterCode(page, '22222222222222')
  const problem = page.getByTestId('code-problem')
  const letter = (await problem.getByTestId('support-case').getAttribute('href')) ?? ''
  expect(letter).toContain('mailto:help@koppel.example?subject=')
  expect(decodeURIComponent(letter)).toContain('(unknown)')
  expect(letter).not.toContain('22222222222222')
})
