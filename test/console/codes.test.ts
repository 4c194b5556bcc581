import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import type { DemoFile } from '../../src/main/demo.ts'
import { demoCollars, demoFile, type Program, start } from '../program/program.ts'
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

async function comeInAs(role: string, options: Parameters<typeof visit>[1] = {}): Promise<Page> {
  const { page, offences, close } = await visit(demo.consoleUrl, options)
  onTestFinished(async () => {
    await close()
    expect(offences).toEqual([])
  })
  const login = demo.logins.find((one) => one.role === role)
  await page.getByTestId('sign-in-email').fill(login?.email ?? '')
  await page.getByTestId('sign-in-password').fill(login?.password ?? '')
  await page.getByTestId('sign-in-submit').click()
  await page.getByTestId('sign-in-submit').waitFor({ state: 'detached' })
  return page
}

test('a shop orders a batch, sees it become ready, takes its codes, confirms and revokes it', async () => {
  const page = await comeInAs('reseller', { viewport: PHONE })
  await page.getByRole('link', { name: 'Codes' }).click()
  await page.locator('[name=count]').fill('2100')
  await page.locator('[name=soldTo]').fill('Zoo AB')
  await page.getByTestId('batch-order').click()
  await page.locator('.batches [data-state=ready]').waitFor()
  expect(await page.locator('.batches').innerText()).toContain('2,100 of 2,100 codes · Zoo AB')
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByTestId('export-csv').click()])
  expect((await text(await download.createReadStream())).split('\r\n')).toHaveLength(2_102)
  const [sheet] = await Promise.all([page.waitForEvent('download'), page.getByText('Sheet 1 of 2 to print').click()])
  expect(sheet.suggestedFilename()).toMatch(/[0-9a-f]{12}\.pdf$/)
  await sheet.cancel()
  await page.getByText('Sheet 2 of 2 to print').waitFor()
  await page.getByText('The codes have arrived').click()
  await page.getByTestId('batch-confirm').click()
  await page.getByText('Handed over and confirmed.').waitFor()
  expect(await page.getByTestId('export-csv').count()).toBe(0)
  await page.locator('.batches').getByText('Revoke', { exact: true }).click()
  await page.getByTestId('batch-revoke').click()
  await page.locator('.batches [data-state=revoked]').waitFor()
})

test('a shop orders cards of three codes, is told at the field what is wrong, and makes one card good or takes it out of use', async () => {
  const page = await comeInAs('reseller', { viewport: PHONE })
  await page.getByRole('link', { name: 'Codes' }).click()
  await page.locator('[name=ware]').selectOption('registration')
  await page.locator('[name=packSize]').selectOption('3')
  await page.locator('[name=count]').fill('4')
  await page.locator('[name=regions]').fill('se, xx')
  await page.locator('[name=anchor]').selectOption('purchase')
  await page.locator('[name=purchased]').fill('2026-11-01')
  await page.locator('[name=lastDay]').fill('2099-12-31')
  await page.locator('[name=needsActivation]').check()
  await page.getByTestId('batch-order').click()
  await page.getByTestId('batch-problem').waitFor()
  const wrong = page.locator('[aria-invalid=true]')
  expect(await wrong.evaluateAll((fields) => fields.map((field) => field.getAttribute('name')))).toEqual(['regions'])
  await page.locator('[name=regions]').fill('se')
  await page.getByTestId('batch-order').click()
  const row = page.locator('.batches > li', { hasText: '4 cards of 3' })
  await row.and(page.locator('[data-state=ready]')).waitFor()
  for (const term of ['12 of 12 codes', 'counted from the purchase on 1 November 2026', 'sold until 31 December 2099'])
    expect(await row.innerText()).toContain(term)
  expect(await row.innerText()).toContain('Only in: Sweden')
  const [download] = await Promise.all([page.waitForEvent('download'), row.getByTestId('export-csv').click()])
  const [, , second] = (await text(await download.createReadStream())).split('\r\n')
  const [, first = '', , other = ''] = second?.split(',') ?? []
  await page.getByTestId('card-code').fill(first)
  await page.getByTestId('card-code').press('Enter')
  await page.getByText('3 codes can be redeemed from now on.').waitFor()
  await page.getByTestId('card-panel').getByText('Revoke it').click()
  await page.getByTestId('card-code').fill(other)
  await page.getByTestId('card-revoke').click()
  await page.getByText('3 codes are revoked.').waitFor()
  await row.getByText('Activate cards by number').click()
  await row.locator('[name=from]').fill('3')
  await row.locator('[name=to]').fill('4')
  await row.getByTestId('numbers-activate').click()
  await row.getByText('6 codes can be redeemed from now on.').waitFor()
})

test('who mints nothing has no page for it', async () => {
  const page = await comeInAs('owner')
  await page.getByTestId(`device-card-${demoCollars(demo)[0]?.imei}`).waitFor()
  expect(await page.getByRole('link', { name: 'Codes' }).count()).toBe(0)
})
