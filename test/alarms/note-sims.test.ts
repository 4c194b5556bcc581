import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { PLACES } from '../setup/ledgers.ts'
import { type AlarmStory, alarmStory, DAY_MS, HOUR_MS, iccid, telia, travel } from './setting.ts'

describe.each(PLACES.filter(({ name }) => name !== 'SQLite in a file'))('on $name', (kind) => {
  let story: AlarmStory
  /** Two collars, and the numbers of two SIMs, of each test alone. */
  let [a, b, one, two] = [0, 0, 0, 0]
  beforeAll(async () => {
    story = await alarmStory(kind)
    await story.clock.advance(HOUR_MS)
  })
  beforeEach(async () => {
    ;[a, b] = [await story.another(), await story.another()]
    ;[one, two] = [10 * a, 10 * a + 1]
  })
  afterAll(() => story.end())

  test('another SIM in a report is a swap, noticed once, with the audit and an alarm', async () => {
    const before = await story.iccidOf(a)
    await story.report(a, { samples: [{ t: 60, sim: travel(one, 10_000) }] })
    await story.report(a, { samples: [{ t: 120, sim: travel(one, 9_990) }] })
    expect(await story.iccidOf(a)).toBe(iccid(one))
    const details = { from: before, to: iccid(one) }
    expect(await story.alarms(a)).toMatchObject([{ rule: 'sim-swapped', subject: iccid(one), open: true, details }])
    const deeds = await story.house.ledger.reads
      .selectFrom('audit')
      .select('details')
      .where('act', '=', 'change-sim')
      .execute()
    expect(deeds).toEqual([{ details: JSON.stringify(details) }])
  })

  test('the alarm of a swap is over when the SIM from before is back', async () => {
    await story.report(a, { samples: [{ t: 10, sim: travel(one, 10_000) }] })
    await story.report(a, { samples: [{ t: 60, sim: travel(two, 5_000) }] })
    await story.report(a, { samples: [{ t: 120, sim: travel(one, 9_990) }] })
    const swaps = (await story.alarms(a)).map(({ subject, open }) => [subject, open])
    expect(swaps).toEqual([
      [iccid(one), true],
      [iccid(two), false],
    ])
    expect(await story.told(a)).toContain('sim-swapped closed')
  })

  test('a late report moves nothing back: neither what a newer one said, the same as before, nor the SIM', async () => {
    await story.report(a, { samples: [{ t: 100, sim: travel(one, 9_000) }] })
    await story.report(a, { samples: [{ t: 300, sim: travel(one, 9_000) }] })
    await story.report(a, { samples: [{ t: 200, sim: travel(one, 9_500) }] })
    expect((await story.sim(iccid(one)))?.balance).toBe(9_000)
    await story.report(a, { samples: [{ t: 250, sim: travel(two, 100) }] })
    expect(await story.iccidOf(a)).toBe(iccid(one))
  })

  test('the order is the boots’ own, whatever their clocks say', async () => {
    await story.report(a, { boot: 2, samples: [{ t: 100, sim: travel(one, 9_000) }] })
    await story.report(a, { boot: 1, samples: [{ t: 900, sim: travel(one, 9_500) }] })
    expect((await story.sim(iccid(one)))?.balance).toBe(9_000)
    await story.report(a, { boot: 3, samples: [{ t: 200, sim: travel(one, 8_900) }] })
    expect((await story.sim(iccid(one)))?.balance).toBe(8_900)
  })

  test('an event that comes late changes no SIM back', async () => {
    await story.report(a, { samples: [{ t: 300, sim: travel(one, 9_000) }] })
    expect(await story.event(a, 1, 100, travel(two, 500))).toBe('noted')
    expect(await story.iccidOf(a)).toBe(iccid(one))
    expect(await story.event(a, 1, 400, travel(two, 500))).toBe('noted')
    expect(await story.iccidOf(a)).toBe(iccid(two))
  })

  test('a device that names a SIM in another one moves nothing of it, and is written down once', async () => {
    const before = await story.iccidOf(b)
    await story.report(a, { samples: [{ t: 60, sim: travel(one, 10_000) }] })
    await story.report(b, { samples: [{ t: 70, sim: travel(one, 1) }] })
    await story.report(b, { samples: [{ t: 80, sim: travel(one, 2) }] })
    expect(await story.event(b, 1, 90, travel(one, 3))).toBe('noted')
    expect(await story.sim(iccid(one))).toMatchObject({ balance: 10_000, holder: story.collars[a]?.id })
    expect(await story.iccidOf(b)).toBe(before)
    const deeds = await story.house.ledger.reads
      .selectFrom('audit')
      .select('actor')
      .where('act', '=', 'dispute-sim')
      .execute()
    expect(deeds).toEqual([{ actor: `device:${story.collars[b]?.id}` }])
  })

  test('a SIM goes over to another device when its holder tells of another one, or of none for a day', async () => {
    await story.report(a, { samples: [{ t: 60, sim: travel(one, 10_000) }] })
    await story.report(a, { samples: [{ t: 90, sim: travel(two, 700) }] })
    await story.report(b, { samples: [{ t: 100, sim: travel(one, 9_900) }] })
    expect(await story.sim(iccid(one))).toMatchObject({ balance: 9_900, holder: story.collars[b]?.id })
    await story.clock.advance(DAY_MS + 1)
    await story.report(b, { boot: 2, samples: [{ t: 90_000, sim: travel(two, 650) }] })
    expect(await story.sim(iccid(two))).toMatchObject({ balance: 650, holder: story.collars[b]?.id })
  })

  test('the same batch stored again changes nothing', async () => {
    const report = { samples: [{ t: 60, sim: telia(one, '2027-01-01T00:00:00Z') }] }
    await story.report(a, report)
    await story.report(a, report)
    expect(await story.alarms(a)).toHaveLength(1)
    expect(await story.told(a)).toEqual(['sim-swapped opened'])
  })
})
