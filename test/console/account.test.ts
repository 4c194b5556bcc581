import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { DemoFile } from '../../src/main/demo.ts'
import { demoFile, type Program, start } from '../program/program.ts'
import { signIn, visit } from './visit.ts'

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

test('a number is verified, a trial begun, and a code extends the licence', async () => {
  const { page, offences, close } = await visit(demo.consoleUrl)
  await signIn(page, demo)
  await page.goto(`${demo.consoleUrl}/#/account`)
  await page.getByTestId('phone-typed').fill('+46701234567')
  await page.getByTestId('phone-submit').click()
  await page.getByText('+46*******67').waitFor()
  const sms = await page.evaluate(async () => {
    const list = (await (await fetch('/api/v1/sms')).json()) as { items: { text: string }[] }
    return list.items[0]?.text ?? ''
  })
  await page.getByTestId('phone-typed').fill(sms)
  await page.getByTestId('phone-submit').click()
  await page.getByTestId('account-trial').click()
  const licence = page.getByTestId('account-licence')
  await licence.getByText('Trial begun').waitFor()
  const code = demo.codes.find(({ family }) => family === 'registration')?.code ?? ''
  await page.getByTestId('account-enter').click()
  await page.getByTestId('code-input').fill(code)
  await page.getByTestId('code-check').click()
  await page.getByTestId('code-confirm').click()
  await page.getByTestId('redemption-state').waitFor()
  await page.getByText('You can throw the code away now.').waitFor()
  await page.getByText('Close').click()
  await licence.getByText('Extended').waitFor()
  await page.goto(`${demo.consoleUrl}/#/sms`)
  await page.getByText('Tracker-säkerhetskod').waitFor()
  await close()
  expect(offences).toEqual([])
})
