import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import type { DemoFile } from '../../src/main/demo.ts'
import { demoCollars, demoFile, type Program, start } from '../program/program.ts'
import { openDevice, signIn, visit } from './visit.ts'

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
