import type { Page } from 'playwright-core'
import type { DemoFile } from '../../src/main/demo.ts'
import { demoCollars } from '../program/program.ts'
import { openBrowser, openOwnBrowser } from '../setup/chromium.ts'

export const PHONE = { width: 360, height: 740 }
export const DESK = { width: 1280, height: 900 }

export type Visit = {
  page: Page
  /** Whatever a console must never do: errors, requests to anywhere else, what the content security policy blocked. */
  offences: string[]
  close(): Promise<void>
}

/**
 * Opens the console in a fresh browser.
 * @param language as the browser asks for it, e.g. `sv-SE`
 * @param own whether it is a program of its own, as notifications and whatever is no test need it
 */
export async function visit(
  url: string,
  { language = 'en-GB', viewport = DESK, dark = false, own = false } = {},
): Promise<Visit> {
  const browser = await (own ? openOwnBrowser : openBrowser)({
    locale: language,
    viewport,
    timezoneId: 'Europe/Stockholm',
    colorScheme: dark ? 'dark' : 'light',
    reducedMotion: 'reduce',
  })
  const page = browser.context.pages()[0] ?? (await browser.context.newPage())
  const offences: string[] = []
  page.on('pageerror', (error) => void offences.push(`error: ${error.message}`))
  page.on('console', (message) => {
    // Chromium notes every refusal of the API as an error of the page; what the page makes of it is what tests look at.
    const refusal =
      message.text().startsWith('Failed to load resource') && message.location().url.startsWith(`${url}/api/`)
    if (/error|warning/.test(message.type()) && !refusal) offences.push(`console: ${message.text()}`)
  })
  page.on('response', (response) => {
    if (response.status() >= 500) offences.push(`${response.status()}: ${response.url()}`)
  })
  page.on('request', (request) => {
    if (new URL(request.url()).origin !== new URL(url).origin) offences.push(`request: ${request.url()}`)
  })
  await page.goto(url)
  return { page, offences, close: browser.close }
}

/** Signs in as the demo's owner and waits for the devices. */
export async function signIn(page: Page, demo: DemoFile): Promise<void> {
  const { email, password } = demo.logins.find(({ role }) => role === 'owner')!
  await page.getByTestId('sign-in-email').fill(email)
  await page.getByTestId('sign-in-password').fill(password)
  await page.getByTestId('sign-in-submit').click()
  await page.getByTestId(`device-card-${demoCollars(demo)[0]!.imei}`).waitFor()
}

export async function openDevice(page: Page, imei: string): Promise<void> {
  await page.getByTestId(`device-card-${imei}`).click()
  await page.getByTestId('sim-row').waitFor()
}

/** From the SIM row to the answer about the code: its preview, or what is wrong with it. */
export async function enterCode(page: Page, code: string): Promise<void> {
  await page.getByTestId('sim-row').click()
  await page.getByTestId('code-input').fill(code)
  await page.getByTestId('code-check').click()
  await page.getByTestId('code-confirm').or(page.getByTestId('code-problem')).waitFor()
}
