import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { DemoFile } from '../../src/main/demo.ts'
import { demoFile, type Program, ROOT, start } from '../program/program.ts'
import { DESK, PHONE, signIn, visit } from './visit.ts'

const dir = mkdtempSync(join(tmpdir(), 'koppel-contact-'))
/** Where pictures go, for whoever wants to look at the pages. */
const ALBUM = process.env.KOPPEL_TEST_ALBUM
const FILES = new Map(
  ['texts', 'texts/visitors'].flatMap((of) =>
    readdirSync(join(ROOT, of))
      .filter((name) => name.endsWith('.json'))
      .map((name) => [name.replace('.json', ''), join(ROOT, of, name)] as const),
  ),
)
const LANGUAGES = [...FILES.keys()].sort()
const words = (language: string): Record<string, string> => JSON.parse(readFileSync(FILES.get(language)!, 'utf8'))
let program: Program
let demo: DemoFile
let token: string
beforeAll(async () => {
  program = await start('demo', { dir })
  demo = demoFile(dir)
  const { email, password } = demo.logins.find(({ role }) => role === 'admin')!
  const signed = await fetch(`${demo.apiUrl}/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email, password }),
  })
  token = ((await signed.json()) as { token: string }).token
})
afterAll(async () => {
  await program.stop('SIGKILL')
  rmSync(dir, { recursive: true, force: true })
})

const ask = async <T>(path: string): Promise<T> =>
  (await (await fetch(`${demo.apiUrl}${path}`, { headers: { authorization: `Bearer ${token}` } })).json()) as T
const keep = async (page: Page, name: string): Promise<void> => {
  if (ALBUM) await page.screenshot({ path: join(ALBUM, `${name}.png`), fullPage: true })
}
/** How far the page is wider than the window. */
const overflow = (page: Page): Promise<number> =>
  page.locator('html').evaluate(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth)
const fill = async (page: Page, { name, email, message }: Record<'name' | 'email' | 'message', string>) => {
  await page.locator('#contact-name').fill(name)
  await page.locator('#contact-email').fill(email)
  await page.locator('#contact-subject').selectOption('code')
  await page.locator('#contact-message').fill(message)
}

test.each(LANGUAGES)(
  'somebody who is not signed in writes in %s, on a telephone, and withdraws by the link in the mail',
  async (language) => {
    const said = words(language)
    const { page, offences, close } = await visit(demo.consoleUrl, { language, viewport: PHONE })
    await page.getByTestId('sign-in-email').waitFor()
    await page.getByTestId('foot-contact').click()
    await page.locator(`html[lang=${language}]`).waitFor()
    await page
      .getByTestId('contact-consent-text')
      .getByText((said['contact.consent'] ?? '').slice(0, 30))
      .waitFor()
    expect(await page.locator('h1').innerText()).toBe(said['console.contact.title'])
    const email = `visitor-${language}@example.org`
    await fill(page, { name: 'Zoë <b>', email, message: `${language}: <script>alert(1)</script>\n\näöüéß` })
    // Nothing is agreed to for anybody: without the tick the browser lets nothing go.
    expect(await page.getByTestId('contact-consent').isChecked()).toBe(false)
    await page.getByTestId('contact-send').click()
    await keep(page, `form-phone-${language}`)
    expect(await page.getByTestId('contact-done').count()).toBe(0)
    expect(await overflow(page)).toBe(0)
    await page.getByTestId('contact-consent').check()
    await page.getByTestId('contact-send').click()
    await page.getByTestId('contact-done').waitFor()
    await keep(page, `done-phone-${language}`)
    const { items } = await ask<{ items: { id: string; to: string; subject: string }[] }>('/mails')
    const mail = items.find(({ to }) => to === email)
    expect(mail?.subject).toBe(said['contact.letter.received.subject'])
    const { text } = await ask<{ text: string }>(`/mails/${mail?.id}`)
    const link = /https?:\S+#\/contact\/withdraw\/[\w-]+/.exec(text)?.[0] ?? ''
    await page.goto(link)
    await page.getByTestId('withdraw-confirm').waitFor()
    await keep(page, `withdraw-phone-${language}`)
    // To look at it, as scanners of mails do, erases nothing.
    const open = await ask<{ items: { email?: string }[] }>('/contacts?state=open')
    expect(open.items.some((one) => one.email === email)).toBe(true)
    await page.getByTestId('withdraw-confirm').click()
    await page.getByTestId('withdraw-done').waitFor()
    await page.reload()
    await page.getByTestId('withdraw-confirm').click()
    await page.getByTestId('withdraw-over').waitFor()
    const left = await ask<{ items: { email?: string }[] }>('/contacts')
    expect(left.items.some((one) => one.email === email)).toBe(false)
    await page.goto(`${demo.consoleUrl}/#/policy`)
    await page.getByTestId('policy').waitFor()
    await page.getByText((said['console.policy.who'] ?? '').slice(0, 20)).waitFor()
    await keep(page, `policy-phone-${language}`)
    expect(await overflow(page)).toBe(0)
    await close()
    expect(offences.filter((one) => !one.includes('401'))).toEqual([])
  },
)

test('whoever wishes for French has it on the contact form, and on other pages the next of their wishes', async () => {
  expect(LANGUAGES).toEqual(['de', 'en', 'fr', 'sv'])
  const { page, close } = await visit(demo.consoleUrl, { language: 'fr-FR' })
  await page.getByTestId('sign-in-email').waitFor()
  expect(await page.locator('html').getAttribute('lang')).toBe('en')
  expect(await page.getByTestId('language-fr').count()).toBe(0)
  await page.getByTestId('foot-contact').click()
  await page.getByTestId('contact-consent-text').getByText('J’accepte').waitFor()
  await page.getByTestId('language-sv').click()
  await page.getByTestId('contact-consent-text').getByText('Jag samtycker').waitFor()
  await page.getByTestId('language-fr').click()
  await page.getByTestId('contact-consent-text').getByText('J’accepte').waitFor()
  await page.locator('header .brand').click()
  await page.getByTestId('sign-in-email').waitFor()
  await page.locator('html[lang=en]').waitFor()
  await close()
})

test('changing the language shows the consent in it, and asks for the tick again', async () => {
  const { page, close } = await visit(`${demo.consoleUrl}/#/contact`, { language: 'en-GB' })
  await page.getByTestId('contact-consent').check()
  await page.getByTestId('language-de').click()
  await page.getByTestId('contact-consent-text').getByText('Ich willige ein').waitFor()
  expect(await page.getByTestId('contact-consent').isChecked()).toBe(false)
  await keep(page, 'form-desk-de')
  await close()
})

test('an owner writes from the account page; the office reads it as the text that it is, answers, and closes', async () => {
  const owner = await visit(demo.consoleUrl, { viewport: DESK })
  await signIn(owner.page, demo)
  await owner.page.goto(`${demo.consoleUrl}/#/account`)
  await owner.page.locator('main').getByRole('link', { name: 'Contact' }).click()
  const { email } = demo.logins.find(({ role }) => role === 'owner')!
  expect(await owner.page.locator('#contact-email').inputValue()).toBe(email)
  await fill(owner.page, { name: 'Anna', email, message: '<img src=x onerror=alert(1)> my code?' })
  await owner.page.getByTestId('contact-consent').check()
  await keep(owner.page, 'form-desk-en')
  await owner.page.getByTestId('contact-send').click()
  await owner.page.getByTestId('contact-done').waitFor()
  await owner.close()

  const office = await visit(demo.consoleUrl, { viewport: DESK })
  const admin = demo.logins.find(({ role }) => role === 'admin')!
  await office.page.getByTestId('sign-in-email').fill(admin.email)
  await office.page.getByTestId('sign-in-password').fill(admin.password)
  await office.page.getByTestId('sign-in-submit').click()
  await office.page.getByText('Sign out').waitFor()
  await office.page.goto(`${demo.consoleUrl}/#/contacts`)
  await office.page.getByTestId('contact-message').getByText('<img src=x onerror=alert(1)> my code?').waitFor()
  await office.page.getByTestId('contact-read').first().click()
  await office.page.getByTestId('contact-answer').fill('Enter it on the collar’s page.')
  await keep(office.page, 'office-desk-open')
  await office.page.getByTestId('contact-answer-send').click()
  await office.page.getByTestId('contact').waitFor({ state: 'detached' })
  await office.page.getByTestId('contacts-closed').click()
  await office.page.getByTestId('contact-read').first().click()
  await office.page.getByTestId('contact-answered').waitFor()
  await keep(office.page, 'office-desk-closed')
  await office.page.setViewportSize(PHONE)
  await keep(office.page, 'office-phone-closed')
  expect(await overflow(office.page)).toBe(0)
  await office.page.getByTestId('contact-erase').click()
  await office.page.getByTestId('contact-erase-confirm').click()
  await office.page.getByTestId('contact').waitFor({ state: 'detached' })
  const { items } = await ask<{ items: { to: string | null }[] }>('/mails')
  expect(items.some(({ to }) => to === email)).toBe(false)
  await office.close()
  expect([...owner.offences, ...office.offences].filter((one) => !one.includes('401'))).toEqual([])
})
