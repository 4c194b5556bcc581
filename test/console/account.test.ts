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
  await page.getByText('Close', { exact: true }).click()
  await licence.getByText('Extended').waitFor()
  await page.getByRole('link', { name: 'Alarms', exact: true }).click()
  await page.getByRole('link', { name: 'Text messages' }).click()
  await page.getByText('Tracker-säkerhetskod').waitFor()
  await close()
  expect(offences).toEqual([])
})

test('the office previews and runs the invoices of a month, and the owner reads it and says to whom it is made out', async () => {
  const office = await visit(demo.consoleUrl)
  const { email, password } = demo.logins.find(({ role }) => role === 'admin')!
  await office.page.getByTestId('sign-in-email').fill(email)
  await office.page.getByTestId('sign-in-password').fill(password)
  await office.page.getByTestId('sign-in-submit').click()
  await office.page.getByText('Sign out').waitFor()
  await office.page.goto(`${demo.consoleUrl}/#/billing`)
  const month = await office.page.evaluate(async () => {
    const { headers } = await fetch('/healthz')
    return new Date(headers.get('date') ?? '').toISOString().slice(0, 7)
  })
  await office.page.locator('#run-month').fill(month)
  await office.page.getByTestId('run-submit').click()
  await office.page.getByTestId('run-preview').waitFor()
  await office.page.getByTestId('run-submit').click()
  await office.page.getByTestId('invoice-run').waitFor()
  await office.close()
  const { page, offences, close } = await visit(demo.consoleUrl)
  await signIn(page, demo)
  await page.goto(`${demo.consoleUrl}/#/invoices`)
  await page.getByTestId('payer-standing').getByText('Everything is in order.').waitFor()
  await page.getByTestId('invoice').getByRole('link').first().click()
  await page.getByTestId('invoice-line').first().waitFor()
  const href = (await page.getByRole('link', { name: 'PDF' }).getAttribute('href')) ?? ''
  const type = await page.evaluate(async (url) => (await fetch(url)).headers.get('content-type'), href)
  expect(type).toBe('application/pdf')
  await page.goto(`${demo.consoleUrl}/#/invoices`)
  await page.getByTestId('payer-form').locator('#payer-city').fill('Köln')
  await page.getByTestId('payer-form').locator('#payer-name').fill('Wolf & Söhne')
  await page.getByTestId('payer-save').click()
  await page.waitForFunction(async () => (await (await fetch('/api/v1/billing/account')).text()).includes('Köln'))
  await close()
  expect([...office.offences, ...offences]).toEqual([])
})

test('a person registers, chooses a password by the link in the mail, and signs in', async () => {
  const { page, offences, close } = await visit(`${demo.consoleUrl}/#/register`)
  await page.getByTestId('ask-name').fill('Nils')
  await page.getByTestId('ask-email').fill('nils@example.org')
  await page.getByTestId('ask-submit').click()
  await page.getByTestId('asked').waitFor()
  const admin = demo.logins.find(({ role }) => role === 'admin')
  const signed = await fetch(`${demo.apiUrl}/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email: admin?.email, password: admin?.password }),
  })
  const { token } = (await signed.json()) as { token: string }
  const ask = async (path: string) =>
    (await fetch(`${demo.apiUrl}${path}`, { headers: { authorization: `Bearer ${token}` } })).json()
  const { items } = (await ask('/mails')) as { items: { id: string; to: string }[] }
  const { text } = (await ask(`/mails/${items.find(({ to }) => to === 'nils@example.org')?.id}`)) as { text: string }
  const link = /https?:\S+#\/link\/[\w-]+/.exec(text)?.[0] ?? ''
  await page.goto(link)
  await page.getByTestId('link-password').fill('a dozen letters')
  await page.getByTestId('link-submit').click()
  await page.getByTestId('link-done').waitFor()
  // Over: what helps is another link, and not the same again.
  await page.goto(`${demo.consoleUrl}/#/link/${'A'.repeat(43)}`)
  const over = page.getByTestId('link-over')
  await over.waitFor()
  expect([await over.locator('button').count(), await page.locator('a[href$="/forgot"]').count()]).toEqual([0, 1])
  await page.goto(`${demo.consoleUrl}/#/`)
  await page.getByTestId('sign-in-email').fill('nils@example.org')
  await page.getByTestId('sign-in-password').fill('a dozen letters')
  await page.getByTestId('sign-in-submit').click()
  await page.getByTestId('consents-due').locator('summary').click()
  await page.getByTestId('consent-agreement').click()
  await page.goto(`${demo.consoleUrl}/#/users`)
  await page.getByTestId('member').waitFor()
  await page.getByTestId('staff-deeds').waitFor()
  await page.getByTestId('factor-begin').click()
  await page.getByTestId('factor-secret').waitFor()
  expect(await page.getByTestId('session').count()).toBe(1)
  const agent = page.getByTestId('session-agent')
  expect(await agent.innerText()).toMatch(/^Chrome.* on Linux$/)
  expect(await agent.getAttribute('title')).toContain('Mozilla/5.0')
  await close()
  // Signed out, every page asks once who is there; and one link was over.
  expect(offences.filter((one) => !/401|410/.test(one))).toEqual([])
})
