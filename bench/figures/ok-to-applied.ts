import { join } from 'node:path'
import { systemClock } from '../../src/std/clock.ts'
import { type Figure, figure } from '../figure.ts'
import { inNewDirectory, startHouse } from '../house/house.ts'
import { switchOn } from '../house/pack.ts'
import type { Wish } from '../load/load.ts'
import { newPerson } from '../load/press-ok.ts'
import { openEcho } from '../measure/echo.ts'
import { openFdatasync } from '../measure/fdatasync.ts'
import { median, quantile } from '../measure/quantile.ts'

const SAMPLES = 300
/** Not counted: caches, compiler, first connections. */
const WARM_UP = 30
const COLLARS = 6

/** The least that a code's way can cost: to the house and back, to the collar and back, and three steps that must be on disk before the next. */
const PEER = '2 TCP echoes + 3 fdatasyncs'

/** From pressing OK until the page says `applied`, at a connected collar, in the middle and at its worst. The collar keeps its memory on the same disk. */
export function okToAppliedFigures(): Promise<Figure[]> {
  return inNewDirectory(async (directory) => {
    const clock = systemClock()
    const house = await startHouse(join(directory, 'house'), {
      accounts: 1,
      collars: COLLARS,
      codes: SAMPLES + WARM_UP,
    })
    const { seeded, mqttUrl, httpUrl } = house
    const identities = seeded.collars.map(({ identity }) => identity)
    const pack = await switchOn(directory, { identities, mqttUrl, memories: join(directory, 'collars') })
    const echo = await openEcho(clock)
    const fdatasync = await openFdatasync(join(directory, 'page'), clock)
    const person = newPerson(httpUrl, clock)
    const least = async (): Promise<number> => {
      let took_ms = (await echo.once()) + (await echo.once())
      for (let sync = 0; sync < 3; sync++) took_ms += await fdatasync.once()
      return took_ms
    }
    const wish = (code: string, at: number): Wish => ({
      deviceId: seeded.collars[at % COLLARS]?.deviceId ?? '',
      token: seeded.people[0]?.token ?? '',
      code,
      key: `bench-${at}`,
    })
    const applied_ms: number[] = []
    const least_ms: number[] = []
    try {
      for (const [at, code] of seeded.codes.entries()) {
        const one_ms = await least()
        const all_ms = await person.pressOk(wish(code, at))
        if (at < WARM_UP) continue
        least_ms.push(one_ms)
        applied_ms.push(all_ms)
      }
    } finally {
      person.close()
      await Promise.all([fdatasync.close(), echo.close(), pack.stop()])
      await house.stop()
    }
    // Against the median of the peer in both, which is the stricter reading: a disk that stalls once must not excuse a house that stalls.
    const peer = { name: PEER, value: median(least_ms) }
    return [
      figure('ok-to-applied', 'ms, median', { value: median(applied_ms), peer }),
      figure('ok-to-applied-p99', 'ms, p99', { value: quantile(applied_ms, 0.99), peer }, { of: 'ratio', most: 10 }),
    ]
  })
}
