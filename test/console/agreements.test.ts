import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import type { DemoFile } from '../../src/main/demo.ts'
import { demoCollars, demoFile, type Program, start } from '../program/program.ts'
import { PHONE, visit } from './visit.ts'

const dir = mkdtempSync(join(tmpdir(), 'koppel-console-'))
/** Three browsers in turn, on a machine that does other things besides. */
const WALK = { timeout: 120_000 }
const PASSWORD = 'a dozen letters'
let program: Program
let demo: DemoFile
let token: string
beforeAll(async () => {
  program = await start('demo', { dir })
  demo = demoFile(dir)
  token = (await ask<{ token: string }>('POST', '/session', login('admin'))).token
})
afterAll(async () => {
  await program.stop('SIGKILL')
  rmSync(dir, { recursive: true, force: true })
})

const login = (role: string) => {
  const { email = '', password = '' } = demo.logins.find((one) => one.role === role) ?? {}
  return { email, password }
}

async function ask<T>(method: string, path: string, body?: object): Promise<T> {
  const headers = { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) }
  const sent = body === undefined ? {} : { body: JSON.stringify(body) }
  return (await fetch(`${demo.apiUrl}${path}`, { method, headers, ...sent })).json() as Promise<T>
}

/** Another customer. @returns its account's id */
async function customer(name: string): Promise<{ accountId: string; email: string }> {
  const user = { email: `${name}@example.org`, name, language: 'en', level: 'owner', password: PASSWORD }
  const { accountId } = await ask<{ accountId: string }>('POST', '/accounts', {
    kind: 'customer',
    name: `Family ${name}`,
    country: 'SE',
    user,
  })
  return { accountId, email: user.email }
}

/** The link in the newest mail to somebody with these words in its subject, as the office reads it on the mail page. */
async function linkMailed(office: Page, to: string, subject: string): Promise<string> {
  await office.goto(`${demo.consoleUrl}/#/mails`)
  await office.getByRole('link', { name: subject }).first().waitFor()
  const { items } = await ask<{ items: { id: string; to: string; subject: string }[] }>('GET', '/mails')
  const mail = items.find((one) => one.to === to && one.subject.includes(subject))
  await office.goto(`${demo.consoleUrl}/#/mails/${mail?.id}`)
  const text = await office.getByTestId('mail-text').innerText()
  return /https?:\S+#\/agreements\/[\w-]+/.exec(text)?.[0] ?? ''
}

/** Comes to a page signed in; every visit must be without offence, to its end. */
async function comeAs(
  { email, password }: { email: string; password: string },
  { link, ...options }: Parameters<typeof visit>[1] & { link?: string } = {},
): Promise<Page> {
  const { page, offences, close } = await visit(demo.consoleUrl, options)
  onTestFinished(async () => {
    await close()
    expect(offences).toEqual([])
  })
  if (link !== undefined) await page.goto(link)
  await page.getByTestId('sign-in-email').fill(email)
  await page.getByTestId('sign-in-password').fill(password)
  await page.getByTestId('sign-in-submit').click()
  await page.getByTestId('sign-in-submit').waitFor({ state: 'detached' })
  return page
}

/** Every page has to fit the screen: nothing is wider. */
async function fits(page: Page): Promise<void> {
  expect(
    await page.evaluate<number>('document.documentElement.scrollWidth - document.documentElement.clientWidth'),
  ).toBe(0)
}

const state = (page: Page, word: string) =>
  page.getByTestId('agreement-state').getByText(word, { exact: true }).waitFor()

test(
  'a merge is asked for, mailed, its plan seen and confirmed by the other, then by the asker, and both find everything on one account',
  WALK,
  async () => {
    const nils = await customer('nils')
    const owner = await comeAs(login('owner'))
    await owner.goto(`${demo.consoleUrl}/#/agreements`)
    await owner.getByTestId('ask-merge').click()
    await owner.getByTestId('ask-merge-typed').fill(nils.email)
    await fits(owner)
    await owner.getByTestId('ask-merge-act').click()
    await owner.getByTestId('agreement-waits').getByText('The other side confirms first').waitFor()
    expect([
      await owner.getByTestId('agreement-confirm').count(),
      await owner.getByTestId('merge-plan').count(),
    ]).toEqual([0, 0])
    await fits(owner)

    const office = await comeAs(login('admin'))
    const link = await linkMailed(office, nils.email, 'Two accounts are to become one')
    await fits(office)
    const other = await comeAs({ email: nils.email, password: PASSWORD }, { link, viewport: PHONE })
    await other.getByTestId('merge-plan').getByText('Family nils becomes part of Familjen Lindqvist').waitFor()
    await fits(other)
    await other.getByTestId('agreement-confirm').click()
    await other.getByTestId('agreement-waits').getByText('You have confirmed').waitFor()
    await fits(other)

    await owner.getByTestId('merge-plan').getByText('People: 1').waitFor()
    await fits(owner)
    await owner.getByTestId('agreement-confirm').click()
    await owner.getByTestId('agreement-done').waitFor()
    await state(owner, 'done')
    await fits(owner)
    await other.goto(`${demo.consoleUrl}/#/`)
    await other.getByTestId(`device-card-${demoCollars(demo)[0]?.imei}`).waitFor()
    await fits(other)
  },
)

test(
  'a collar is offered, taken by the mailed link at the size of a phone, and handed over by its owner',
  WALK,
  async () => {
    const elsa = await customer('elsa')
    const collar = demoCollars(demo)[1]
    const owner = await comeAs(login('owner'), { viewport: PHONE })
    await owner.getByTestId(`device-card-${collar?.imei}`).click()
    await owner.getByTestId('offer').click()
    await owner.getByTestId('offer-typed').fill(elsa.email)
    await fits(owner)
    await owner.getByTestId('offer-act').click()
    await state(owner, 'open')

    const office = await comeAs(login('admin'))
    const link = await linkMailed(office, elsa.email, 'A device is to change hands')
    const taker = await comeAs({ email: elsa.email, password: PASSWORD }, { link, viewport: PHONE })
    await taker.getByTestId('agreement-confirm').waitFor()
    await fits(taker)
    await taker.getByTestId('agreement-confirm').click()
    await taker.getByTestId('agreement-waits').waitFor()
    await fits(owner)
    await owner.getByTestId('agreement-confirm').click()
    await owner.getByTestId('agreement-done').waitFor()
    await fits(owner)
    await taker.goto(`${demo.consoleUrl}/#/`)
    await taker.getByTestId(`device-card-${collar?.imei}`).waitFor()
    await owner.goto(`${demo.consoleUrl}/#/`)
    await owner.getByTestId(`device-card-${demoCollars(demo)[0]?.imei}`).waitFor()
    expect(await owner.getByTestId(`device-card-${collar?.imei}`).count()).toBe(0)
  },
)

test(
  'support acts for one side of a hand-over, with a reason, and for no second; the owner reads that it did',
  WALK,
  async () => {
    const maja = await customer('maja')
    const collar = demoCollars(demo)[2]
    const support = await comeAs(login('support'))
    await support.goto(`${demo.consoleUrl}/#/devices/${collar?.id}`)
    await support.getByTestId('offer').click()
    await support.getByTestId('offer-typed').fill(maja.email)
    await support.getByTestId('offer-act').click()
    await support.getByTestId('agreement-side').selectOption('giver')
    await support.getByTestId('agreement-confirm').click()
    await state(support, 'open')
    await support.getByTestId('agreement-reason').and(support.locator(':invalid')).waitFor()
    await support.getByTestId('agreement-reason').fill('Case 4711: the owner called and was called back')
    await fits(support)
    await support.getByTestId('agreement-confirm').click()
    await support.getByText('One side has confirmed.').waitFor()
    await support.getByTestId('agreement-account').fill(maja.accountId)
    await support.getByTestId('agreement-reason').fill('the same again')
    await support.getByTestId('agreement-confirm').click()
    await support
      .getByTestId('agreement-trouble')
      .and(support.locator('[data-code="agreement-one-side-only"]'))
      .waitFor()
    await fits(support)

    const link = await linkMailed(support, maja.email, 'A device is to change hands')
    const taker = await comeAs({ email: maja.email, password: PASSWORD }, { link })
    await taker.getByTestId('agreement-confirm').click()
    await taker.getByTestId('agreement-done').waitFor()
    await fits(taker)

    const owner = await comeAs(login('owner'))
    await owner.goto(`${demo.consoleUrl}/#/users`)
    await owner
      .getByTestId('staff-deed')
      .filter({ hasText: 'Change of ownership confirmed' })
      .getByText(/Case 4711/)
      .waitFor()
    await fits(owner)
  },
)

test(
  'an IMEI of another account is refused without saying whose it is, and the way to ask for it is offered and leads there',
  WALK,
  async () => {
    const olle = await customer('olle')
    const imei = demoCollars(demo)[3]?.imei ?? ''
    const page = await comeAs({ email: olle.email, password: PASSWORD }, { viewport: PHONE })
    await page.getByTestId('register-panel').locator('summary').click()
    await page.getByTestId('register-serial').fill(imei)
    await page.getByTestId('register-act').click()
    const refused = page.getByTestId('register-trouble').and(page.locator('[data-code="imei-not-available"]'))
    await refused.waitFor()
    const told = await page.locator('main').innerText()
    for (const secret of ['Lindqvist', 'owner@', 'koppel.example']) expect(told).not.toContain(secret)
    await fits(page)
    await page.getByTestId('register-panel').getByRole('link', { name: 'Ask for a change of ownership' }).click()
    await page.getByTestId('ask-device-typed').waitFor()
    expect(await page.getByTestId('ask-device-typed').inputValue()).toBe(imei)
    await fits(page)
    await page.getByTestId('ask-device-act').click()
    await state(page, 'open')
    const asked = await page.locator('main').innerText()
    for (const secret of ['Lindqvist', 'owner@', 'koppel.example']) expect(asked).not.toContain(secret)
    await fits(page)
    const office = await comeAs(login('admin'))
    await linkMailed(office, login('owner').email, 'byta ägare')
  },
)

test('who has two accounts says which of them a merge takes in, and sees the plan for that one', WALK, async () => {
  const [lisa, other, asker] = [await customer('lisa'), await customer('second'), await customer('asker')]
  await ask('POST', `/accounts/${other.accountId}/invitations`, { email: lisa.email, level: 'owner' })
  const { items } = await ask<{ items: { id: string; to: string }[] }>('GET', '/mails')
  const { text } = await ask<{ text: string }>('GET', `/mails/${items.find(({ to }) => to === lisa.email)?.id}`)
  const invited = /#\/link\/([\w-]+)/.exec(text)?.[1]
  await ask('POST', '/links/used', { token: invited, password: PASSWORD })
  const first = await comeAs({ email: asker.email, password: PASSWORD }, { viewport: PHONE })
  await first.goto(`${demo.consoleUrl}/#/agreements`)
  await first.getByTestId('ask-merge').click()
  await first.getByTestId('ask-merge-typed').fill(lisa.email)
  await first.getByTestId('ask-merge-act').click()
  await first.getByTestId('agreement-waits').waitFor()
  const link = await first.evaluate<string>('location.href')
  const page = await comeAs({ email: lisa.email, password: PASSWORD }, { link, viewport: PHONE })
  await page.getByTestId('own-account').selectOption({ label: 'Family second' })
  await page.getByTestId('merge-plan').getByText('Family second becomes part of Family asker').waitFor()
  await fits(page)
  await page.getByTestId('agreement-confirm').click()
  await page.getByTestId('agreement-waits').waitFor()
  await first.getByTestId('merge-plan').getByText('Family second becomes part of Family asker').waitFor()
})

test(
  'support find on a telephone what somebody has open, act for one side with a reason, and come back to the list',
  WALK,
  async () => {
    const [pia, rut] = [await customer('pia'), await customer('rut')]
    const asker = await comeAs({ email: pia.email, password: PASSWORD })
    await asker.goto(`${demo.consoleUrl}/#/agreements`)
    await asker.getByTestId('ask-merge').click()
    await asker.getByTestId('ask-merge-typed').fill(rut.email)
    await asker.getByTestId('ask-merge-act').click()
    await state(asker, 'open')
    const page = await comeAs(login('support'), { viewport: PHONE })
    await page.goto(`${demo.consoleUrl}/#/support`)
    await page.getByTestId('tab-agreements').click()
    await page.getByTestId('open-account').fill(rut.accountId)
    await page.getByTestId('open-filter').click()
    await page.getByTestId('open-everybody').waitFor()
    const found = page.getByTestId('open-agreement')
    await found.getByText('Family pia').waitFor()
    expect(await found.count()).toBe(1)
    await fits(page)
    await page.getByTestId('open-hand-over').click()
    await page.getByTestId('open-none').waitFor()
    await page.getByTestId('open-merge').click()
    await found.getByRole('link', { name: 'Merge of accounts' }).click()
    await page.getByTestId('agreement-account').fill(rut.accountId)
    await page.getByTestId('agreement-reason').fill('called us')
    await page.getByTestId('agreement-confirm').click()
    await page.getByTestId('agreement-sides').getByText('Family rut (has confirmed)').waitFor()
    await fits(page)
    await page.getByRole('link', { name: 'Open agreements' }).click()
    await found.getByText('Family rut (has confirmed)').waitFor()
  },
)
