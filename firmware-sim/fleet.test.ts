import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { silent } from '../src/std/log.ts'
import { type ManualClock, manualClock, settle } from '../src/std/manual-clock.ts'
import { type FleetOptions, startFleet } from './fleet.ts'
import { makeIdentities } from './identity.ts'
import type { Link, Wire } from './wire.ts'

/** Takes everything from everybody and notes it. */
function openAir(): { wire: Wire; heard: string[] } {
  const heard: string[] = []
  const link = (): Link => {
    const closed = Promise.withResolvers<string>()
    return {
      closed: closed.promise,
      async publish(topic, payload) {
        heard.push(`${topic} ${Buffer.from(payload).toString('hex')}`)
      },
      subscribe: async () => {},
      close: async () => closed.resolve('closed'),
      cut: () => closed.resolve('cut'),
    }
  }
  return { heard, wire: { connect: async () => link() } }
}

function pack(count: number, clock: ManualClock, more: Partial<FleetOptions> = {}) {
  const air = openAir()
  const identities = makeIdentities({ count, seed: 1, backendKeys: [], now_ms: clock.now() })
  const fleet = startFleet({ identities, wire: air.wire, dir: null, world: { clock, log: silent }, seed: 1, ...more })
  return { ...air, identities, fleet }
}

describe('a fleet', () => {
  it('switches its collars on, at most 500 a second, and stops them in good order', async () => {
    const clock = manualClock()
    const { fleet, heard } = pack(600, clock)
    const on = (): number => fleet.list().filter((collar) => collar.state().power === 'on').length
    await clock.advance(999)
    expect(on()).toBe(500)
    await clock.advance(1_000)
    expect(fleet.list().every((collar) => collar.state().connected)).toBe(true)
    await fleet.stop()
    expect(on()).toBe(0)
    expect(heard.filter((line) => line.endsWith('/online 30'))).toHaveLength(600)
  })

  it('puts the same bytes on the wire for the same seed, and gives every collar a walk of its own', async () => {
    const run = async (seed: number): Promise<string[]> => {
      const clock = manualClock()
      const { fleet, heard } = pack(3, clock, { seed, encoding: 'cbor' })
      await clock.advance(60_000)
      await fleet.stop()
      return heard
    }
    const [first, again, other] = [await run(1), await run(1), await run(2)]
    expect(again).toEqual(first)
    expect(other).not.toEqual(first)
    const payloads = first.filter((line) => line.includes('/report ')).map((line) => line.split(' ')[1])
    expect(new Set(payloads).size).toBe(payloads.length)
  })

  it('hands out its collars by IMEI', async () => {
    const { fleet, identities } = pack(2, manualClock())
    expect(fleet.collar(identities[1]?.imei ?? '').imei).toBe(identities[1]?.imei)
    expect(() => fleet.collar('1')).toThrow(RangeError)
    await fleet.stop()
  })

  it('remembers over a restart of the process what it keeps in a directory', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'koppel-fleet-'))
    const nextBoot = async (): Promise<number> => {
      const clock = manualClock()
      const { fleet } = pack(1, clock, { dir: join(dir, 'collars') })
      await clock.advance(0)
      const [collar] = fleet.list()
      await collar?.power('on')
      await settle()
      const boot = collar?.state().boot ?? 0
      await fleet.stop()
      return boot
    }
    expect([await nextBoot(), await nextBoot(), await nextBoot()]).toEqual([1, 2, 3])
    expect(readdirSync(join(dir, 'collars'))).toHaveLength(1)
    rmSync(dir, { recursive: true })
  })
})
