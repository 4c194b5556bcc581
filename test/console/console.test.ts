import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import type { DemoFile } from '../../src/main/demo.ts'
import { type Client, signInOwner } from '../program/client.ts'
import { demoCollars, demoFile, type Program, start } from '../program/program.ts'
import { enterCode, openDevice, PHONE, signIn, type Visit, visit } from './visit.ts'

const dir = mkdtempSync(join(tmpdir(), 'koppel-console-'))
let program: Program
let demo: DemoFile
let owner: Client
beforeAll(async () => {
  program = await start('demo', { dir })
  demo = demoFile(dir)
  owner = await signInOwner(demo)
})
afterAll(async () => {
  await program.stop('SIGKILL')
  rmSync(dir, { recursive: true, force: true })
})

/** Every visit must be without offence, to its end. */
async function comeIn(options: Parameters<typeof visit>[1] = {}): Promise<Page> {
  const guest: Visit = await visit(demo.consoleUrl, options)
  onTestFinished(async () => {
    await guest.close()
    expect(guest.offences).toEqual([])
  })
  await signIn(guest.page, demo)
  return guest.page
}

function device(simKind: string, nth = 0): ReturnType<typeof demoCollars>[number] {
  return demoCollars(demo).filter((one) => one.simKind === simKind)[nth]!
}

/** A code of this kind that no other test takes. */
function code(simKind: string): string {
  return demo.codes.splice(
    demo.codes.findIndex((one) => one.simKind === simKind),
    1,
  )[0]!.code
}

const state = (page: Page) => page.getByTestId('redemption-state')
const reached = (page: Page, name: string) =>
  state(page)
    .and(page.locator(`[data-state="${name}"]`))
    .waitFor()
/** Without the spaces that only look like one. */
const said = async (page: Page, testId: string): Promise<string> =>
  (await page.getByTestId(testId).innerText()).replaceAll(/\s/g, ' ')

test('a code typed by a person arrives on the collar, and the page shows the end that the collar reported', async () => {
  const page = await comeIn()
  const { id, imei } = device('telia-iot')
  await openDevice(page, imei)
  const before = await said(page, 'sim-value')
  await enterCode(page, code('telia-iot'))
  await page.getByTestId('code-confirm').click()
  await reached(page, 'applied')
  await page.keyboard.press('Escape')
  const { sim } = await owner.device(id)
  const day = new Date(sim?.validUntil ?? '')
  const shown = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'Europe/Stockholm' }).format(day)
  await page.getByTestId('sim-value').getByText(shown).waitFor()
  expect(await said(page, 'sim-value')).not.toBe(before)
})

test('a collar that is switched off keeps the code waiting, and the page tells when it has come back', async () => {
  const page = await comeIn()
  const { imei, id } = device('tele2')
  await openDevice(page, imei)
  await page.getByTestId('sim-power').click()
  await page.locator('[data-testid="sim-power"][aria-checked="false"]:enabled').waitFor()
  await enterCode(page, code('tele2'))
  await page.getByTestId('code-confirm').click()
  await reached(page, 'queued')
  expect((await owner.device(id)).online).toBe(false)
  await page.keyboard.press('Escape')
  const row = page.getByTestId(/^redemption-row-/).first()
  await row.and(page.locator('[data-state="queued"]')).waitFor()
  await page.getByTestId('sim-power').click()
  await row.and(page.locator('[data-state="applied"]')).waitFor()
})

const REFUSALS = {
  'sv-SE': ['Koden gäller en annan sorts SIM-kort', 'Du har redan använt koden', 'Det finns ett skrivfel i koden'],
  'de-DE': [
    'Der Code gilt für eine andere Art von SIM-Karte',
    'Sie haben diesen Code bereits verwendet',
    'Der Code enthält einen Tippfehler',
  ],
  'en-GB': [
    'The code is for another kind of SIM card',
    'You have used this code already',
    'There is a typing mistake in the code',
  ],
}

test.each(Object.entries(REFUSALS))(
  'three refusals in the words of %s, each after the other in one dialog',
  async (language, titles) => {
    const { id, imei } = device('travel-sim')
    const used = code('travel-sim')
    await owner.follow((await owner.redeem(id, used, `used-${language}`)).body.id, 'applied')
    const page = await comeIn({ language })
    await openDevice(page, imei)
    // Another last character is another check character: never the right one.
    const mistyped = used.slice(0, -1) + (used.endsWith('A') ? 'B' : 'A')
    await page.getByTestId('sim-row').click()
    for (const [at, entered] of [code('tele2'), used, mistyped].entries()) {
      await page.getByTestId('code-input').fill(entered)
      await page.getByTestId('code-check').click()
      await page.getByTestId('code-problem').getByText(titles[at]!).waitFor()
    }
  },
)

test('on a phone nothing is wider than the screen, from signing in to a finished code', async () => {
  const guest = await visit(demo.consoleUrl, { viewport: PHONE, language: 'de-DE' })
  onTestFinished(guest.close)
  const { page } = guest
  const widest = () => page.evaluate<number>('document.documentElement.scrollWidth')
  await page.getByTestId('sign-in-email').waitFor()
  expect(await widest()).toBe(PHONE.width)
  await signIn(page, demo)
  expect(await widest()).toBe(PHONE.width)
  await openDevice(page, device('telia-iot', 1).imei)
  expect(await widest()).toBe(PHONE.width)
  await enterCode(page, code('telia-iot'))
  expect(await widest()).toBe(PHONE.width)
  await page.getByTestId('code-confirm').click()
  await reached(page, 'applied')
  expect(await widest()).toBe(PHONE.width)
  expect(guest.offences).toEqual([])
})
