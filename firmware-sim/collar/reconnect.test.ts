import { describe, expect, it } from 'vitest'
import { settle } from '../../src/std/manual-clock.ts'
import { createBench } from '../testing/bench.ts'
import type { Wire } from '../wire.ts'
import { decodeMemory } from './memory.ts'

const DAY_MS = 86_400_000

describe('connecting (collar protocol §1)', () => {
  it('shows itself online, then tells its boot first of all', async () => {
    const bench = createBench()
    await bench.collar.power('on')
    await settle()
    expect(bench.air.heard.map(({ kind }) => kind)).toEqual(['online', 'event'])
    expect(bench.air.heard[0]).toMatchObject({ retain: true, payload: Buffer.from('1') })
    expect(bench.air.of('event')).toMatchObject([{ boot: 1, seq: 0, event: 'boot', sim: { balance: 12_500 } }])
  })

  it('counts its boots over every loss of power', async () => {
    const bench = createBench()
    for (let boot = 1; boot <= 3; boot++) {
      await bench.collar.power('on')
      await settle()
      await bench.collar.power('off')
    }
    expect(bench.air.of('event').map(({ boot, seq }) => [boot, seq])).toEqual([
      [1, 0],
      [2, 0],
      [3, 0],
    ])
  })

  it('waits from 1 s, doubling to 300 s, less up to half by chance', async () => {
    const bench = createBench()
    bench.air.refusing = 'unavailable'
    await bench.collar.power('on')
    const waits_s: number[] = []
    for (let before = bench.clock.monotonic(), tries = 1; tries < 13; ) {
      await bench.clock.advance(100)
      if (bench.air.tries === tries) continue
      waits_s.push((bench.clock.monotonic() - before) / 1000)
      before = bench.clock.monotonic()
      tries = bench.air.tries
    }
    const full = [1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300, 300]
    for (const [at, wait_s] of waits_s.entries()) {
      expect(wait_s).toBeGreaterThanOrEqual((full[at] ?? 0) / 2)
      expect(wait_s).toBeLessThanOrEqual((full[at] ?? 0) + 0.1)
    }
    expect(new Set(waits_s.slice(-3)).size).toBe(3)
  })

  it('waits longer each time for a broker that accepts it and drops it at once', async () => {
    const bench = createBench()
    await bench.collar.power('on')
    const waits_s: number[] = []
    for (let losses = 0; losses < 8; losses++) {
      await settle()
      expect(bench.collar.state().connected).toBe(true)
      bench.air.hangUp()
      await settle()
      const [before, { tries }] = [bench.clock.monotonic(), bench.air]
      while (bench.air.tries === tries) await bench.clock.advance(100)
      waits_s.push((bench.clock.monotonic() - before) / 1000)
    }
    for (const [at, wait_s] of waits_s.entries()) {
      expect(wait_s).toBeGreaterThanOrEqual(2 ** at / 2)
      expect(wait_s).toBeLessThanOrEqual(2 ** at + 0.1)
    }
  })

  it('waits from 1 s again after it was online for 30 s', async () => {
    const bench = createBench()
    bench.air.refusing = 'unreachable'
    await bench.collar.power('on')
    await bench.clock.advance(600_000)
    bench.air.refusing = null
    while (!bench.collar.state().connected) await bench.clock.advance(1_000)
    await bench.clock.advance(30_000)
    expect(bench.collar.state().connected).toBe(true)
    bench.air.hangUp()
    await settle()
    expect(bench.collar.state().connected).toBe(false)
    await bench.clock.advance(1_000)
    expect(bench.collar.state().connected).toBe(true)
  })

  it('says nothing on a connection that was made too late for its power', async () => {
    const gate = Promise.withResolvers<void>()
    const slow = (wire: Wire): Wire => ({ connect: (options) => gate.promise.then(() => wire.connect(options)) })
    const bench = createBench({ wire: slow })
    await bench.collar.power('on')
    await settle()
    await bench.collar.power('off')
    gate.resolve()
    await settle()
    expect(bench.air.heard.map(({ payload }) => Buffer.from(payload).toString())).toEqual(['0'])
  })

  it('gives a connection up on which no PUBACK comes, and sends the same messages on the next', async () => {
    const bench = createBench({ puback_timeout_ms: 60_000 })
    await bench.collar.power('on')
    await settle()
    bench.air.acknowledging = false
    await bench.air.send(bench.command())
    await settle()
    bench.air.acknowledging = true
    await bench.clock.advance(62_000)
    const [first, again] = bench.air.of('result')
    expect(again).toMatchObject({ seq: first?.seq, body: first?.body })
    expect(again?.now).toBeGreaterThan(Number(first?.now))
  })

  it('publishes a stored result until its PUBACK, over boots, and then no more', async () => {
    const bench = createBench()
    await bench.collar.power('on')
    await settle()
    bench.air.acknowledging = false
    await bench.air.send(bench.command())
    await settle()
    await bench.collar.power('off')
    await bench.collar.power('on')
    await settle()
    expect(bench.air.of('result')).toHaveLength(1)
    bench.air.acknowledging = true
    bench.air.hangUp()
    await settle()
    await bench.clock.advance(1_000)
    expect(bench.air.of('result')).toHaveLength(2)
    await bench.collar.power('off')
    await bench.collar.power('on')
    await settle()
    expect(bench.air.of('result')).toHaveLength(2)
    expect(new Set(bench.air.of('result').map(({ body }) => body)).size).toBe(1)
  })

  it('has at most 16 publishes without their PUBACK', async () => {
    const bench = createBench()
    await bench.collar.power('on')
    await settle()
    bench.air.acknowledging = false
    const before = bench.air.heard.length
    for (let bad = 0; bad < 40; bad++) await bench.air.send(Buffer.from('nonsense'))
    await settle()
    expect(bench.air.heard.length - before).toBe(16)
  })
})

it('a collar that may not speak keeps its boot and the latest of its events, and no more than fit', async () => {
  const bench = createBench()
  bench.air.acknowledging = false
  await bench.collar.power('on')
  await settle()
  for (let bad = 0; bad < 300; bad++) await bench.air.send(Buffer.from('nonsense'))
  bench.air.acknowledging = true
  bench.air.hangUp()
  await settle()
  await bench.clock.advance(1_000)
  const seqs = bench.air.of('event').map(({ seq }) => Number(seq))
  expect([seqs[0], seqs.at(-1), seqs.length]).toEqual([0, 300, 64])
})

describe('absence', () => {
  it('of 30 days ends with the code applied once', async () => {
    const bench = createBench()
    await bench.collar.power('on')
    await settle()
    const command = bench.command()
    bench.collar.coverage(false)
    await expect(bench.air.send(command)).rejects.toThrow()
    await bench.clock.advance(30 * DAY_MS)
    expect(bench.collar.state()).toMatchObject({ connected: false, coverage: false })
    bench.collar.coverage(true)
    await settle()
    await bench.air.send(command)
    await bench.air.send(command)
    await settle()
    expect(bench.collar.state()).toMatchObject({ highestCounter: 1, sim: { balance: expect.closeTo(17_500, -2) } })
    expect(bench.results().map(({ outcome }) => outcome)).toEqual(['applied', 'applied'])
    expect(bench.air.of('event').map(({ event }) => event)).toEqual(['boot', 'coverage'])
  })

  it('makes no connection while there is no coverage', async () => {
    const bench = createBench()
    bench.collar.coverage(false)
    await bench.collar.power('on')
    await bench.clock.advance(DAY_MS)
    expect(bench.air.tries).toBe(0)
  })

  it('carries the time of transmission, not of waiting, in `now`', async () => {
    const bench = createBench()
    bench.collar.coverage(false)
    await bench.collar.power('on')
    await bench.clock.advance(DAY_MS)
    bench.collar.coverage(true)
    await settle()
    const [boot] = bench.air.of('event')
    expect(boot).toMatchObject({ event: 'boot', now: Math.floor(bench.clock.now() / 1000) })
    expect(Number(boot?.now) - Number(boot?.t)).toBe(DAY_MS / 1000)
  })
})

describe('another SIM', () => {
  it('is told once, also when it was changed while the power was off', async () => {
    const bench = createBench()
    await bench.collar.power('on')
    await settle()
    await bench.collar.swapSim('another')
    await bench.clock.advance(1_000)
    await bench.collar.power('off')
    await bench.collar.swapSim('restore')
    await bench.collar.power('on')
    await settle()
    await bench.collar.power('off')
    await bench.collar.power('on')
    await settle()
    const changes = bench.air.of('event').filter(({ event }) => event === 'sim-changed')
    expect(changes.map(({ sim }) => (sim as { iccid: string }).iccid)).toEqual([
      expect.not.stringMatching(bench.identity.sim.iccid),
      bench.identity.sim.iccid,
    ])
  })

  it('and another, and another, are not remembered without end', async () => {
    const bench = createBench()
    await bench.collar.power('on')
    for (let change = 0; change < 10; change++) await bench.collar.swapSim('another')
    for (let change = 0; change < 10; change++) await bench.collar.swapSim(change % 2 ? 'restore' : 'another')
    const sims = decodeMemory(bench.nvm.load() ?? new Uint8Array()).sims
    expect(sims).toHaveLength(4)
    expect(sims[0]?.iccid).toBe(bench.identity.sim.iccid)
    expect(new Set(sims.map(({ iccid }) => iccid)).size).toBe(4)
  })

  it('put back has the balance that it had', async () => {
    const bench = createBench()
    await bench.collar.power('on')
    await settle()
    await bench.air.send(bench.command())
    await bench.collar.swapSim('another')
    await bench.clock.advance(1_000)
    expect(bench.collar.state().sim).toMatchObject({ balance: 12_500 })
    await bench.collar.swapSim('restore')
    expect(bench.collar.state().sim).toMatchObject({ balance: 17_500 })
  })
})
