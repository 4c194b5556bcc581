import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { systemClock, wait } from '../../src/std/clock.ts'
import { demoCollars, demoFile, ROOT, start } from '../program/program.ts'
import buildConsole from '../setup/console-build.ts'
import { DESK, enterCode, openDevice, PHONE, signIn, visit } from './visit.ts'

/**
 * `node test/console/screenshot.ts [DIRECTORY]`: takes `docs/console.png`, the page of a collar after a code; with a directory every step instead,
 * in light and dark and at the size of a phone, for whoever changes the console.
 */
const album = process.argv[2]
const UPPER_PART = { x: 0, y: 0, width: 1280, height: 740 }
const VIEWS = {
  light: { viewport: DESK },
  dark: { viewport: DESK, dark: true, language: 'sv-SE' },
  phone: { viewport: PHONE, language: 'de-DE' },
} as const

const clock = systemClock()
await buildConsole()
const dir = mkdtempSync(join(tmpdir(), 'koppel-screenshot-'))
const program = await start('demo', { dir })
try {
  if (album) mkdirSync(album, { recursive: true })
  for (const [name, view] of Object.entries(VIEWS).slice(0, album ? undefined : 1)) await take(name, view)
} finally {
  await program.stop()
  rmSync(dir, { recursive: true, force: true })
}

async function take(name: string, view: Parameters<typeof visit>[1]): Promise<void> {
  const demo = demoFile(dir)
  const { page, close } = await visit(demo.consoleUrl, { ...view, own: true })
  const keep = async (step: string): Promise<void> => {
    if (album) await page.screenshot({ path: join(album, `${name}-${step}.png`), fullPage: !step.startsWith('dialog') })
  }
  try {
    await page.getByTestId('sign-in-email').waitFor()
    await keep('sign-in')
    await signIn(page, demo)
    await keep('devices')
    const paths = demoCollars(demo).map(({ id }) => `/api/v1/devices/${id}/track`)
    let walker = await page.evaluate(firstWalker, paths)
    for (let tries = 0; walker < 0 && tries < 180; tries++) {
      await wait(clock, 1_000)
      walker = await page.evaluate(firstWalker, paths)
    }
    const { imei, simKind } = demoCollars(demo)[Math.max(walker, 0)]!
    const codes = demo.codes.filter((one) => one.simKind === simKind).map(({ code }) => code)
    await openDevice(page, imei)
    await keep('device')
    await enterCode(page, `${codes[0]!.slice(0, -1)}${codes[0]!.endsWith('A') ? 'B' : 'A'}`)
    await keep('dialog-refused')
    await page.getByTestId('code-input').fill(codes[Object.keys(VIEWS).indexOf(name)]!)
    await page.getByTestId('code-check').click()
    await page.getByTestId('code-confirm').waitFor()
    await keep('dialog-preview')
    await page.getByTestId('code-confirm').click()
    await page.getByTestId('redemption-state').and(page.locator('[data-state="applied"]')).waitFor()
    await keep('dialog-applied')
    await page.keyboard.press('Escape')
    await page.locator('[data-testid^="redemption-row-"][data-state="applied"]').first().waitFor()
    await keep('after')
    if (!album) await page.screenshot({ path: join(ROOT, 'docs/console.png'), clip: UPPER_PART })
  } finally {
    await close()
  }
}

/** In the page: which track is the first to show a walk of 50 m northwards or southwards; -1 = none yet. */
async function firstWalker(paths: string[]): Promise<number> {
  for (const [at, path] of paths.entries()) {
    const { points } = (await (await fetch(path)).json()) as { points: [string, number, number][] }
    const latitudes = points.map(([, latitude]) => latitude)
    if (Math.max(...latitudes) - Math.min(...latitudes) > 0.00045) return at
  }
  return -1
}
