import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import type { DemoFile } from '../../src/main/demo.ts'
import { demoCollars, demoFile, type Program, start } from '../program/program.ts'
import { openDevice, PHONE, signIn, visit } from './visit.ts'

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

/** The page of a collar that no other test takes. */
async function comeIn(nth: number, options: Parameters<typeof visit>[1] = {}): Promise<Page> {
  const { page, offences, close } = await visit(demo.consoleUrl, options)
  onTestFinished(async () => {
    await close()
    expect(offences).toEqual([])
  })
  await signIn(page, demo)
  await openDevice(page, demoCollars(demo)[nth]!.imei)
  return page
}

async function tap(page: Page, ...spots: readonly (readonly [x: number, y: number])[]): Promise<void> {
  const map = page.getByTestId('zone-map')
  await map.scrollIntoViewIfNeeded()
  const { width, height } = (await map.boundingBox())!
  for (const [x, y] of spots) await map.click({ position: { x: width * x, y: height * y } })
}

const fault = (page: Page) => page.getByTestId('zone-standing').getAttribute('data-fault')
const corners = (page: Page) => page.getByTestId('zone-corner').count()

test('an area is drawn by taps, a corner is dragged across and taken back, and the zone is drawn anew and removed', async () => {
  const page = await comeIn(0, { viewport: PHONE })
  await page.getByTestId('zone-new-polygon').click()
  await page.getByTestId('zone-map').waitFor()
  expect(await fault(page)).toBe('points')
  await tap(page, [0.2, 0.2], [0.8, 0.25], [0.75, 0.8], [0.3, 0.7])
  expect([await corners(page), await fault(page)]).toEqual([4, null])
  const corner = page.getByTestId('zone-corner').nth(3)
  const from = (await corner.boundingBox())!
  const map = (await page.getByTestId('zone-map').boundingBox())!
  await page.mouse.move(from.x + from.width / 2, from.y + from.height / 2)
  await page.mouse.down()
  await page.mouse.move(map.x + map.width * 0.95, map.y + map.height / 2, { steps: 4 })
  await page.mouse.up()
  expect(await fault(page)).toBe('crossing')
  expect(await page.getByTestId('zone-save').isDisabled()).toBe(true)
  await page.getByTestId('zone-undo').click()
  expect(await fault(page)).toBeNull()
  await page.locator('#zone-name').fill('garden')
  await page.getByTestId('zone-save').click()
  const zone = page.getByTestId('zone').filter({ hasText: 'garden' })
  await zone.getByText('Area of 4 corners').waitFor()
  await zone.getByTestId('zone-change').click()
  await page.getByTestId('zone-between').first().click()
  expect(await corners(page)).toBe(5)
  await page.getByTestId('zone-save').click()
  await zone.getByText('Area of 5 corners').waitFor()
  await zone.getByTestId('zone-remove').click()
  await zone.getByTestId('zone-remove-sure').click()
  await zone.waitFor({ state: 'detached' })
})

test('an area is drawn with nothing but the keyboard, and in numbers', async () => {
  const page = await comeIn(1)
  await page.getByTestId('zone-new-polygon').focus()
  await page.keyboard.press('Enter')
  const map = page.getByTestId('zone-map')
  await map.focus()
  for (const keys of [
    ['ArrowRight', 'ArrowRight'],
    ['ArrowDown', 'ArrowDown'],
    ['ArrowLeft', 'ArrowLeft'],
  ]) {
    await page.keyboard.press('Enter')
    for (const key of keys) await page.keyboard.press(key)
  }
  await page.keyboard.press('Enter')
  expect([await corners(page), await fault(page)]).toEqual([4, null])
  const last = page.getByTestId('zone-corner').nth(3)
  const before = await last.getAttribute('transform')
  await last.focus()
  await page.keyboard.press('Shift+ArrowUp')
  expect(await last.getAttribute('transform')).not.toBe(before)
  await page.keyboard.press('Delete')
  expect(await corners(page)).toBe(3)
  await page.getByTestId('zone-coordinates').locator('summary').click()
  await page.locator('#zone-coordinate').fill('north of here')
  await page.locator('#zone-coordinate').press('Enter')
  await page.getByText('Two numbers like').waitFor()
  await page.locator('#zone-coordinate').fill('59.40, 18.10')
  await page.locator('#zone-coordinate').press('Enter')
  expect(await corners(page)).toBe(4)
})

test('a pasted area is taken, what is none says why, and a circle is drawn around the collar', async () => {
  const page = await comeIn(2)
  await page.getByTestId('zone-new-circle').click()
  await page.getByText('From GeoJSON').click()
  const take = async (text: object): Promise<void> => {
    await page.locator('#zone-paste').fill(JSON.stringify(text))
    await page.getByTestId('zone-paste-take').click()
  }
  await take({ type: 'LineString', coordinates: [] })
  await page.locator('[data-testid="paste-fault"][data-fault="no-area"]').waitFor()
  const ring = [
    [18, 59.3],
    [18.01, 59.3],
    [18.01, 59.31],
    [18, 59.3],
  ]
  await take({ type: 'Feature', properties: {}, geometry: { type: 'Polygon', coordinates: [ring] } })
  expect([await corners(page), await fault(page)]).toEqual([3, null])
  await page.getByTestId('zone-undo').click()
  await page.getByTestId('zone-radius').fill('12')
  expect(await page.getByTestId('zone-radius').getAttribute('aria-invalid')).toBe('true')
  await page.getByTestId('zone-radius').fill('150')
  await page.locator('#zone-name').fill('yard')
  await page.getByTestId('zone-save').click()
  await page.getByTestId('zone').getByText('Circle, radius 150 m').waitFor()
})
