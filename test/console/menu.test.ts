import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { DemoFile } from '../../src/main/demo.ts'
import { demoFile, type Program, start } from '../program/program.ts'
import { watchMoves } from './still.ts'
import { PHONE, signIn, visit } from './visit.ts'

const dir = mkdtempSync(join(tmpdir(), 'koppel-console-'))
const WALK = { timeout: 120_000 }
const PASSWORD = 'a dozen letters'
/** How many rows the head of the page has: what stands beside each other has its middle at one height. */
const ROWS = `new Set([...document.querySelectorAll('header .wide > *')].map((part) => {
  const { top, bottom } = part.getBoundingClientRect()
  return Math.round((top + bottom) / 20)
})).size`
let program: Program
let demo: DemoFile
/** A collar and a dongle of the owner. */
let devices: string[]
beforeAll(async () => {
  program = await start('demo', { dir })
  demo = demoFile(dir)
  const of = (role: string) => demo.logins.find((one) => one.role === role)
  const owner = await ask('POST', '/session', { email: of('owner')?.email, password: of('owner')?.password })
  const owned = await ask<{ items: { id: string; kind: string }[] }>('GET', '/devices', undefined, owner.token)
  devices = ['collar', 'dongle'].map((kind) => owned.items.find((one) => one.kind === kind)?.id ?? kind)
  const admin = of('admin')
  const { token } = await ask('POST', '/session', { email: admin?.email, password: admin?.password })
  const opener = { email: 'first@example.org', password: PASSWORD, name: 'First', language: 'en', level: 'owner' }
  const house = { kind: 'customer', name: 'Kennel', country: 'SE', user: opener }
  const { accountId } = await ask('POST', '/accounts', house, token)
  for (const level of ['manager', 'viewer']) {
    await ask('POST', `/accounts/${accountId}/invitations`, { email: `${level}@example.org`, level }, token)
    const { items } = await ask<{ items: { id: string }[] }>('GET', '/mails', undefined, token)
    const { text } = await ask('GET', `/mails/${items[0]?.id}`, undefined, token)
    const link = /#\/link\/([\w-]+)/.exec(text ?? '')?.[1]
    await ask('POST', '/links/used', { token: link, password: PASSWORD, name: level })
  }
})
afterAll(async () => {
  await program.stop('SIGKILL')
  rmSync(dir, { recursive: true, force: true })
})

async function ask<T = Record<string, string>>(
  method: string,
  path: string,
  body?: object,
  token?: string,
): Promise<T> {
  const headers = { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) }
  const sent = body === undefined ? {} : { body: JSON.stringify(body) }
  const answer = await fetch(`${demo.apiUrl}${path}`, { method, headers, ...sent })
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`)
  return (await answer.json()) as T
}

test.each(['owner', 'manager', 'viewer', 'reseller', 'support', 'admin'])(
  'no page of the menu, nor the first one, refuses a %s, and nothing that can be pressed moves while it comes together',
  WALK,
  async (level) => {
    const known = demo.logins.find(({ role }) => role === level)
    const { page, offences, close } = await visit(demo.consoleUrl, { viewport: PHONE })
    await page.getByTestId('sign-in-email').fill(known?.email ?? `${level}@example.org`)
    await page.getByTestId('sign-in-password').fill(known?.password ?? PASSWORD)
    await page.getByTestId('sign-in-submit').click()
    await page.locator('header').getByText('Sign out').waitFor()
    const ways = await page.evaluate<string[]>(`[...document.querySelectorAll('header a')].map((a) => a.hash || '#/')`)
    expect(ways.length).toBeGreaterThan(3)
    if (level === 'owner') ways.push(...devices.map((id) => `#/devices/${id}`))
    const moves = await watchMoves(page)
    for (const way of ways) {
      await page.goto('about:blank')
      await page.goto(`${demo.consoleUrl}/${way}`)
      await page.locator('header').getByText('Sign out').waitFor()
      expect([way, await moves()]).toEqual([way, []])
      await page.getByRole('heading', { level: 1 }).waitFor()
      await page.locator('main [aria-busy=true]').first().waitFor({ state: 'detached' })
      expect([way, await page.locator('main [data-code]').count()]).toEqual([way, 0])
    }
    await page.unrouteAll()
    const enters = level === 'owner' || level === 'manager' || level === 'admin'
    await page.goto(`${demo.consoleUrl}/#/account`)
    await page.getByRole('heading', { level: 1 }).waitFor()
    expect(await page.getByTestId('account-enter').count()).toBe(enters ? 1 : 0)
    await page.goto(`${demo.consoleUrl}/#/credits`)
    await page.getByTestId('credits-left').or(page.locator('main [data-code]')).waitFor()
    expect(await page.getByTestId('credits-enter').count()).toBe(enters ? 1 : 0)
    await close()
    expect(offences).toEqual([])
  },
)

test('a page whose answer does not come is shown without it', WALK, async () => {
  const { page, offences, close } = await visit(demo.consoleUrl)
  await signIn(page, demo)
  await page.route('**/runway', () => {})
  await page.goto(`${demo.consoleUrl}/#/devices/${devices[0]}`)
  await page.getByTestId('sim-row').waitFor()
  expect(await page.getByTestId('runway').locator('[aria-busy=true]').count()).toBe(1)
  await close()
  expect(offences).toEqual([])
})

test.each(['owner', 'reseller', 'support', 'admin'])(
  'the menu of a %s stands in one row of a window of 1280 px, whatever the language, and what is folded opens and closes',
  WALK,
  async (level) => {
    const { page, offences, close } = await visit(demo.consoleUrl)
    const known = demo.logins.find(({ role }) => role === level)
    await page.getByTestId('sign-in-email').fill(known?.email ?? '')
    await page.getByTestId('sign-in-password').fill(known?.password ?? '')
    await page.getByTestId('sign-in-submit').click()
    await page.locator('header .liveMark.live').waitFor()
    for (const language of ['sv', 'de', 'en']) {
      await page.getByTestId(`language-${language}`).click()
      await page.locator(`html[lang="${language}"]`).waitFor()
      expect([language, await page.evaluate<number>(ROWS)]).toEqual([language, 1])
    }
    const fold = page.getByTestId('menu-fold')
    const users = page.getByRole('link', { name: 'Users and sign-in' })
    expect(await fold.count()).toBe(level === 'support' || level === 'admin' ? 1 : 0)
    if ((await fold.count()) === 1) {
      await fold.click()
      await page.keyboard.press('Escape')
      await users.waitFor({ state: 'hidden' })
      await page.setViewportSize(PHONE)
      await fold.click()
      await users.waitFor()
      expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBe(0)
      await page.locator('main').click({ position: { x: 5, y: 5 } })
      await users.waitFor({ state: 'hidden' })
      await fold.click()
    }
    await users.click()
    await page.getByRole('heading', { level: 1, name: 'Users and sign-in' }).waitFor()
    if ((await fold.count()) === 1) await users.waitFor({ state: 'hidden' })
    await close()
    expect(offences).toEqual([])
  },
)

test(
  'the language that one is written to in is chosen beside the password, and stays chosen when one comes back',
  WALK,
  async () => {
    const { page, offences, close } = await visit(demo.consoleUrl)
    await page.getByTestId('sign-in-email').fill('viewer@example.org')
    await page.getByTestId('sign-in-password').fill(PASSWORD)
    await page.getByTestId('sign-in-submit').click()
    await page.getByText('Sign out').waitFor()
    const chosen = page.getByTestId('own-language')
    await page.goto(`${demo.consoleUrl}/#/users`)
    await chosen.selectOption('sv')
    await page.getByText('The next mail is in this language.').waitFor()
    await page.goto(`${demo.consoleUrl}/#/`)
    await chosen.waitFor({ state: 'detached' })
    await page.goto(`${demo.consoleUrl}/#/users`)
    expect(await chosen.inputValue()).toBe('sv')
    await close()
    expect(offences).toEqual([])
  },
)
