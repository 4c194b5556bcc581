import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
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
  await page.locator('[name=count]').fill('1200')
  await page.locator('[name=soldTo]').fill('Zoo AB')
  await page.getByTestId('batch-order').click()
  await page.locator('.batches [data-state=ready]').waitFor()
  expect(await page.locator('.batches').innerText()).toContain('1,200 of 1,200 codes · Zoo AB')
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByTestId('export-csv').click()])
  expect(readFileSync(await download.path(), 'utf8').split('\r\n')).toHaveLength(1_202)
  await page.getByText('The codes have arrived').click()
  await page.getByTestId('batch-confirm').click()
  await page.getByText('Handed over and confirmed.').waitFor()
  expect(await page.getByTestId('export-csv').count()).toBe(0)
  await page.getByText('Revoke', { exact: true }).click()
  await page.getByTestId('batch-revoke').click()
  await page.locator('.batches [data-state=revoked]').waitFor()
})

test('who mints nothing has no page for it', async () => {
  const page = await comeInAs('owner')
  await page.getByTestId(`device-card-${demoCollars(demo)[0]?.imei}`).waitFor()
  expect(await page.getByRole('link', { name: 'Codes' }).count()).toBe(0)
})
