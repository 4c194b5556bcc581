import { execFileSync } from 'node:child_process'
import { accessSync, constants, existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type BrowserContext, type BrowserContextOptions, chromium } from 'playwright-core'
import { inject } from 'vitest'
import { askAt, type Running } from './desk.ts'

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']

const HOW = `The console's tests need Chromium. One of:
  - any Chromium or Chrome of your own: KOPPEL_TEST_CHROMIUM=/path/to/chrome
  - Debian: sudo apt-get install chromium
  - elsewhere: put chromium or google-chrome on the PATH`

/** Without a sandbox because it may run as root, and without whatever would talk to the world. */
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

export type Browser = { context: BrowserContext; close(): Promise<void> }

/** A context with nothing in its memory in the Chromium of this test run. @throws Error that says how to get one when there is none */
export async function openBrowser(options: BrowserContextOptions = {}): Promise<Browser> {
  const browser = await chromium.connect(await askAt(inject('browserDesk')))
  const context = await browser.newContext(options)
  return { context, close: () => browser.close() }
}

/** A Chromium of one's own: a context counts as incognito, and is refused notifications. @throws as `openBrowser` */
export async function openOwnBrowser(options: BrowserContextOptions = {}): Promise<Browser> {
  const profile = mkdtempSync(join(tmpdir(), 'koppel-chromium-'))
  const context = await chromium.launchPersistentContext(profile, { ...launched(), ...options })
  return {
    context,
    async close() {
      await context.close()
      rmSync(profile, { recursive: true, force: true, maxRetries: 3 })
    },
  }
}

/** A Chromium that whoever knows its address can open contexts in. @throws as `openBrowser` */
export async function runBrowser(): Promise<Running> {
  const server = await chromium.launchServer({ ...launched(), host: '127.0.0.1' })
  return { url: server.wsEndpoint(), stop: () => server.close() }
}

const launched = () => ({ executablePath: findChromium(), headless: true, args: FLAGS })

/** Path of the program; as root on Debian its package is installed first. @throws Error that says exactly how to get it */
export function findChromium(): string {
  const given = process.env.KOPPEL_TEST_CHROMIUM
  if (given) {
    if (isProgram(given)) return given
    throw new Error(`KOPPEL_TEST_CHROMIUM=${given} is no program.\n${HOW}`)
  }
  const found = onPath()
  if (found) return found
  if (process.getuid?.() === 0 && existsSync('/etc/debian_version')) {
    install()
    const fresh = onPath()
    if (fresh) return fresh
  }
  throw new Error(HOW)
}

function onPath(): string | null {
  const directories = new Set([...(process.env.PATH ?? '').split(':'), '/usr/bin'])
  for (const directory of directories) {
    const name = NAMES.find((one) => isProgram(join(directory, one)))
    if (name) return join(directory, name)
  }
  return null
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

function install(): void {
  process.stderr.write("Chromium is missing: installing Debian's package chromium\n")
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const apt = (...args: string[]): void => void execFileSync('apt-get', args, { env, stdio: 'ignore' })
  try {
    apt('update', '-qq')
    apt('install', '-y', '-qq', '--no-install-recommends', 'chromium')
  } catch (cause) {
    throw new Error(`apt-get could not install chromium.\n${HOW}`, { cause })
  }
}
