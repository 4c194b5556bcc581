import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { DemoFile } from '../../src/main/demo.ts'
import { demoFile, type Program, type Run, start } from '../program/program.ts'
import { PHONE, signIn, visit } from './visit.ts'

const dir = mkdtempSync(join(tmpdir(), 'koppel-console-'))
let program: Program
let demo: DemoFile
let second: string

/** The office, by the token of the machine. */
async function office(method: string, path: string, body?: object): Promise<Record<string, string>> {
  const { url, token } = JSON.parse(readFileSync(join(dir, 'run.json'), 'utf8')) as Run
  const headers = {
    authorization: `Bearer ${token}`,
    'content-type': 'application/json',
    'idempotency-key': `${method} ${path}`,
  }
  const answer = await fetch(`${url}/api/v1${path}`, {
    method,
    headers,
    ...(body ? { body: JSON.stringify(body) } : {}),
  })
  expect(answer.ok, path).toBe(true)
  return (await answer.json()) as Record<string, string>
}

beforeAll(async () => {
  program = await start('demo', { dir })
  demo = demoFile(dir)
  const opened = await office('POST', '/accounts', {
    ...{ kind: 'customer', name: 'The kennel', country: 'NO' },
    user: { email: 'kennel@koppel.example', name: 'Kennel', language: 'en', password: 'correct horse', level: 'owner' },
  })
  second = opened.accountId!
  const { email } = demo.logins.find(({ role }) => role === 'owner')!
  await office('POST', `/accounts/${second}/invitations`, { email, level: 'owner', language: 'en' })
  const { items } = (await office('GET', '/mails')) as unknown as { items: { id: string }[] }
  const { text } = await office('GET', `/mails/${items[0]?.id}`)
  await office('POST', '/links/used', { token: /#\/link\/([\w-]+)/.exec(text!)?.[1] })
})
afterAll(async () => {
  await program.stop('SIGKILL')
  rmSync(dir, { recursive: true, force: true })
})

test('whoever belongs to two accounts chooses whose credits are shown, and whose a code fills up', async () => {
  const { page, offences, close } = await visit(demo.consoleUrl, { viewport: PHONE })
  await signIn(page, demo)
  await page.goto(`${demo.consoleUrl}/#/credits`)
  await page.getByText('0 credits').waitFor()
  await page.getByTestId('account-choice').selectOption(second)
  await page.waitForURL(`**/#/credits/${second}`)
  await page.getByTestId('credits-enter').click()
  const code = demo.codes.find(({ family }) => family === 'sms-credits')?.code ?? ''
  await page.getByTestId('code-input').fill(code)
  await page.getByTestId('code-check').click()
  await page.getByTestId('code-confirm').click()
  await page.getByTestId('redemption-state').waitFor()
  await page.getByText('Close', { exact: true }).click()
  await page.getByTestId('credit-entry').waitFor()
  const left = await page.getByTestId('credits-left').textContent()
  expect(left).toMatch(/^[1-9]\d* credits$/)
  await page.getByTestId('account-choice').selectOption({ index: 0 })
  await page.getByText('0 credits').waitFor()
  expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBe(0)
  await close()
  expect(offences).toEqual([])
})

test('and who is told of its alarms: a recipient is added to the account that was chosen', async () => {
  const { page, offences, close } = await visit(demo.consoleUrl)
  await signIn(page, demo)
  await page.goto(`${demo.consoleUrl}/#/recipients`)
  await page.getByTestId('account-choice').selectOption(second)
  await page.waitForURL(`**/#/recipients/${second}`)
  await page.getByTestId('recipient-new').click()
  await page.getByTestId('recipient-address').fill('grandma@example.org')
  await page.getByTestId('recipient-name').fill('Grandma')
  await page.getByTestId('recipient-save').click()
  await page.locator('[data-testid="recipient"]').getByText('Grandma').first().waitFor()
  const counts = await page.evaluate(async () => {
    const { user } = (await (await fetch('/api/v1/session')).json()) as {
      user: { memberships: { accountId: string }[] }
    }
    const of = async ({ accountId }: { accountId: string }) =>
      (await (await fetch(`/api/v1/recipients?accountId=${accountId}`)).json()) as { items: object[] }
    return Promise.all(user.memberships.map(async (one) => (await of(one)).items.length))
  })
  expect(counts).toEqual([0, 1])
  await close()
  expect(offences).toEqual([])
})

test('and whose licences, country and invoices: what is entered for one is not the other’s', async () => {
  const { page, offences, close } = await visit(demo.consoleUrl)
  await signIn(page, demo)
  await page.goto(`${demo.consoleUrl}/#/account`)
  const country = page.getByTestId('account-country')
  await country.getByText('Sweden').waitFor()
  await page.getByTestId('account-choice').selectOption(second)
  await country.getByText('Norway').waitFor()
  await page.goto(`${demo.consoleUrl}/#/invoices`)
  await page.getByTestId('payer-form').waitFor()
  await page.getByTestId('account-choice').selectOption(second)
  await page.locator('#payer-country[value="NO"]').waitFor()
  await page.locator('#payer-name').fill('The kennel, Oslo')
  const saved = page.waitForResponse((answer) => answer.request().method() === 'PUT')
  await page.getByTestId('payer-save').click()
  expect((await saved).status()).toBe(200)
  const profiles = await page.evaluate(async (id) => {
    const { user } = (await (await fetch('/api/v1/session')).json()) as {
      user: { memberships: { accountId: string }[] }
    }
    const of = async ({ accountId }: { accountId: string }) =>
      (await (await fetch(`/api/v1/billing/account?accountId=${accountId}`)).json()) as { profile?: { name: string } }
    const all = await Promise.all(
      user.memberships.map(async (one) => [one.accountId === id, (await of(one)).profile?.name]),
    )
    return all
  }, second)
  expect(profiles).toEqual([
    [false, undefined],
    [true, 'The kennel, Oslo'],
  ])
  await close()
  expect(offences).toEqual([])
})

test('a receipt leads back to the account that its code filled up, of several to that one', async () => {
  const { page, offences, close } = await visit(demo.consoleUrl)
  await signIn(page, demo)
  await page.goto(`${demo.consoleUrl}/#/credits/${second}`)
  await page.getByTestId('credit-entry').getByRole('link', { name: 'Receipt' }).click()
  await page.getByTestId('receipt').waitFor()
  await page.locator('main a.back').getByText('SMS credits').click()
  await page.waitForURL(`**/#/credits/${second}`)
  await page.getByTestId('credit-entry').waitFor()
  await close()
  expect(offences).toEqual([])
})

test('and which of them is copied, closed and kept: the other is left alone', async () => {
  const { page, offences, close } = await visit(demo.consoleUrl)
  await signIn(page, demo)
  await page.goto(`${demo.consoleUrl}/#/account`)
  await page.getByTestId('account-choice').selectOption(second)
  await page.waitForURL(`**/#/account/${second}`)
  const privacy = page.getByTestId('privacy')
  await privacy.getByRole('heading').getByText('The kennel').waitFor()
  const copy = (await page.getByTestId('privacy-export').getAttribute('href')) ?? ''
  expect(copy.endsWith(`?accountId=${second}`)).toBe(true)
  const type = await page.evaluate(async (url) => (await fetch(url)).headers.get('content-type'), copy)
  expect(type).toBe('application/zip')
  await page.getByTestId('privacy-close').click()
  await page.locator('#privacy-password').fill(demo.logins.find(({ role }) => role === 'owner')?.password ?? '')
  await privacy.locator('button[type=submit]').click()
  await page.getByTestId('privacy-asked').waitFor()
  await page.getByTestId('account-choice').selectOption({ index: 0 })
  await page.getByTestId('privacy-close').waitFor()
  expect(await page.getByTestId('privacy-asked').count()).toBe(0)
  await page.getByTestId('account-choice').selectOption(second)
  await privacy.getByRole('button', { name: 'Keep the account' }).click()
  await page.getByTestId('privacy-close').waitFor()
  await close()
  expect(offences).toEqual([])
})
