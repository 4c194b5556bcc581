import { describe, expect, it } from 'vitest'
import { seededRandom } from '../../src/std/random.ts'
import { createDog, type Reading } from './dog.ts'

const HOME = { lat: 59.3267, lon: 18.1036 }
const SAMPLES = 6 * 720

/** Six hours at one reading in five seconds. */
function walk(seed: number): Reading[] {
  const dog = createDog({ random: seededRandom(seed), home: HOME })
  return Array.from({ length: SAMPLES }, (_, at) => dog.read(at * 5_000))
}
const metres = (one: Reading, other: Reading): number =>
  Math.hypot((one.lat - other.lat) * 111_320, (one.lon - other.lon) * 111_320 * Math.cos((HOME.lat * Math.PI) / 180))
const share = (readings: Reading[], fits: (reading: Reading) => boolean): number =>
  readings.filter(fits).length / readings.length

describe('a dog', () => {
  const readings = walk(1)

  it('rests, walks and runs, each for a part of its day', () => {
    expect(share(readings, ({ spd }) => spd === 0)).toBeGreaterThan(0.2)
    expect(share(readings, ({ spd }) => spd > 0.5 && spd < 2.5)).toBeGreaterThan(0.2)
    expect(share(readings, ({ spd }) => spd > 4)).toBeGreaterThan(0.005)
    expect(Math.max(...readings.map(({ spd }) => spd))).toBeLessThan(10)
  })

  it('goes no further between two readings than it can run', () => {
    const longest = Math.max(...readings.slice(1).map((reading, at) => metres(reading, readings[at] ?? reading)))
    expect(longest).toBeLessThan(9 * 5 + 16)
    expect(longest).toBeGreaterThan(10)
  })

  it('stays within half a kilometre of home, and does not stay at home', () => {
    const home = { ...(readings[0] as Reading), ...HOME }
    const away = readings.map((reading) => metres(reading, home))
    expect(Math.max(...away)).toBeLessThan(600)
    expect(Math.max(...away)).toBeGreaterThan(100)
  })

  it('reads within what the protocol allows', () => {
    for (const { acc, crs, bat, rssi } of readings) {
      expect(acc >= 3 && crs >= 0 && crs < 360 && bat >= 0 && bat <= 100 && rssi >= -150 && rssi <= 0).toBe(true)
    }
  })

  it('is the same dog for the same seed', () => {
    expect(walk(1)).toEqual(readings)
    expect(walk(2)).not.toEqual(readings)
  })

  it('is not followed second by second through a month of absence', () => {
    const dog = createDog({ random: seededRandom(1), home: HOME })
    const [before, after] = [dog.read(0), dog.read(30 * 86_400_000)]
    expect(metres(before, after)).toBeLessThan(600)
    expect(after.bat).toBeGreaterThanOrEqual(1)
  })
})

it('a battery drains over two days and is charged again', () => {
  const dog = createDog({ random: seededRandom(3), home: HOME })
  const levels = Array.from({ length: 5 * 288 }, (_, at) => dog.read(at * 300_000).bat)
  const rises = levels.slice(1).filter((level, at) => level > (levels[at] ?? level)).length
  expect(Math.min(...levels)).toBeLessThan(25)
  expect(Math.max(...levels)).toBe(98)
  expect(rises / levels.length).toBeLessThan(0.1)
})
