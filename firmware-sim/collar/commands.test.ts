import { describe, expect, it } from 'vitest'
import { settle } from '../../src/std/manual-clock.ts'
import { bytesOf, decode, type Fields } from '../codec.ts'
import { makeSim } from '../identity.ts'
import { type Bench, type BenchOptions, commandId, createBench } from '../testing/bench.ts'
import { signCommand } from '../vectors/sign-command.ts'

async function connected(options: BenchOptions = {}): Promise<Bench> {
  const bench = createBench(options)
  await bench.collar.power('on')
  await settle()
  return bench
}

/** What no rejected command may change. */
function remembered({ collar }: Bench): unknown {
  const { sim, highestCounter } = collar.state()
  return { sim, highestCounter }
}

describe('collar protocol §5 step 1: a command in doubt changes nothing and is told as an event', () => {
  const doubts: [string, string, (bench: Bench) => Uint8Array][] = [
    ['an envelope that is no object', 'malformed', () => Buffer.from('hello')],
    ['an envelope without a signature', 'malformed', () => Buffer.from('{"key":"k1","body":"e30"}')],
    ['a flipped bit in the body', 'bad-signature', (bench) => flipped(bench, 'body')],
    ['a flipped bit in the signature', 'bad-signature', (bench) => flipped(bench, 'sig')],
    ['a key that the collar does not hold', 'bad-signature', ({ pen }) => signCommand({ ...pen, id: 'k9' }, {})],
    [
      'a key of somebody else under a known id',
      'bad-signature',
      ({ pen }) => signCommand({ ...pen, seed: Buffer.alloc(32, 8).toString('base64url') }, {}),
    ],
    ['a signed body that is no object', 'malformed', ({ pen }) => signCommand(pen, Buffer.from('[1]'))],
    ['a signed body without a device', 'malformed', ({ pen }) => signCommand(pen, { type: 'sim-extend' })],
    ['another device', 'other-device', (bench) => bench.command({ device: '001012349999999' })],
    [
      'another device and an unknown type',
      'other-device',
      (bench) => bench.command({ device: '001012349999999', type: 'dance' }),
    ],
    ['an unknown type', 'unknown-type', (bench) => bench.command({ type: 'dance' })],
    ['no counter above 0', 'malformed', (bench) => bench.command({ counter: 0 })],
    ['an id that is no UUID', 'malformed', (bench) => bench.command({ id: 'one' })],
    ['an amount of 0', 'malformed', (bench) => bench.command({ amount: 0 })],
    ['an amount that would overflow', 'malformed', (bench) => bench.command({ amount: 1e13 })],
    ['an end that is no instant', 'malformed', (bench) => bench.command({ type: 'sim-extend', until: 'tomorrow' })],
  ]
  it.each(doubts)('%s is %s', async (_, reason, make) => {
    const bench = await connected()
    const before = remembered(bench)
    await bench.air.send(make(bench))
    await settle()
    expect(bench.reasons()).toEqual([reason])
    expect(bench.results()).toEqual([])
    expect(remembered(bench)).toEqual(before)
  })
})

describe('collar protocol §5 steps 2 and 3: what was decided stays decided', () => {
  it('answers a known id with the same bytes, whatever else the command says', async () => {
    const bench = await connected()
    await bench.air.send(bench.command())
    await bench.air.send(bench.command({ id: commandId(1), amount: 9_999 }))
    await settle()
    const [first, again] = bench.air.of('result')
    expect(again?.body).toEqual(first?.body)
    expect(again?.sig).toEqual(first?.sig)
    expect(again?.seq).not.toEqual(first?.seq)
    expect(bench.collar.state().sim).toMatchObject({ balance: 17_500 })
  })

  it('refuses an old counter without storing it, and lists the outcomes as they stand', async () => {
    const bench = await connected()
    await bench.air.send(bench.command({ counter: 5 }))
    await bench.air.send(bench.command({ counter: 5 }))
    await bench.air.send(bench.command({ counter: 4 }))
    await settle()
    const [, equal, lower] = bench.results()
    expect(equal).toMatchObject({ outcome: 'refused', reason: 'old-counter', counter: 5, outcomes: [[5, 'applied']] })
    expect(lower).toMatchObject({ outcome: 'refused', reason: 'old-counter', counter: 4, outcomes: [[5, 'applied']] })
    expect(lower?.after).toEqual(lower?.before)
    expect(bench.collar.state()).toMatchObject({ highestCounter: 5, sim: { balance: 17_500 } })
    bench.air.hangUp()
    await settle()
    await bench.clock.advance(1_000)
    expect(bench.air.tries).toBe(2)
    expect(bench.results()).toHaveLength(3)
  })

  it('knows its last 8 ids and no more: the ninth is judged by its counter', async () => {
    const bench = await connected()
    for (let number = 1; number <= 9; number++) await bench.air.send(bench.command())
    await bench.air.send(bench.command({ id: commandId(2), counter: 2 }))
    await bench.air.send(bench.command({ id: commandId(1), counter: 1 }))
    await settle()
    const [ofTwo, ofOne] = bench.results().slice(-2)
    expect(ofTwo).toMatchObject({ counter: 2, outcome: 'applied' })
    expect(ofOne).toMatchObject({ counter: 1, outcome: 'refused', reason: 'old-counter' })
    expect(((ofOne?.outcomes ?? []) as number[][]).map(([counter]) => counter)).toEqual([2, 3, 4, 5, 6, 7, 8, 9])
  })
})

describe('collar protocol §5 steps 4 and 5: a refusal is counted, stored and signed', () => {
  const refusals: [string, BenchOptions['kind'], Fields, string][] = [
    ['a command for another SIM', 'travel-sim', { iccid: '89469900009999999998' }, 'other-iccid'],
    [
      'an extension of a SIM with balance',
      'travel-sim',
      { type: 'sim-extend', until: '2028-01-01T00:00:00Z' },
      'wrong-sim',
    ],
    ['another currency', 'travel-sim', { currency: 'EUR' }, 'wrong-sim'],
    ['a top-up of a SIM with validity', 'tele2', { type: 'sim-top-up', amount: 5_000, currency: 'SEK' }, 'wrong-sim'],
    [
      'another SIM and the wrong kind at once',
      'tele2',
      { type: 'sim-top-up', amount: 1, currency: 'SEK', iccid: '1' },
      'other-iccid',
    ],
  ]
  it.each(refusals)('%s', async (_, kind, members, reason) => {
    const bench = await connected({ kind: kind ?? 'travel-sim' })
    const sim = bench.collar.state().sim
    await bench.air.send(bench.command(members))
    await settle()
    const [result] = bench.results()
    expect(result).toMatchObject({ outcome: 'refused', reason, iccid: sim.iccid, outcomes: [[1, 'refused']] })
    expect(result?.after).toEqual(result?.before)
    expect(bench.collar.state()).toMatchObject({ sim, highestCounter: 1 })
  })
})

describe('collar protocol §5 step 6: the effect', () => {
  it('adds the amount to the balance', async () => {
    const bench = await connected()
    await bench.air.send(bench.command())
    await settle()
    expect(bench.results()).toMatchObject([
      { outcome: 'applied', before: { balance: 12_500, currency: 'SEK' }, after: { balance: 17_500, currency: 'SEK' } },
    ])
  })

  it('sets the end to the later of present end and `until`', async () => {
    const bench = await connected({ kind: 'telia-iot' })
    await bench.air.send(bench.command({ until: '2029-06-01T12:00:00Z' }))
    await bench.air.send(bench.command({ until: '2028-06-01T12:00:00Z' }))
    await settle()
    expect(bench.results()).toMatchObject([
      { outcome: 'applied', after: { until: '2029-06-01T12:00:00Z' } },
      { outcome: 'applied', before: { until: '2029-06-01T12:00:00Z' }, after: { until: '2029-06-01T12:00:00Z' } },
    ])
  })

  it('is the same for a command in CBOR, whatever the collar itself speaks', async () => {
    const bench = await connected()
    await bench.air.send(bench.command({ counter: 2 ** 40 }, 'cbor'))
    await settle()
    expect(bench.results()).toMatchObject([{ outcome: 'applied', counter: 2 ** 40 }])
  })

  it('is for the SIM that is inserted at that moment', async () => {
    const bench = await connected()
    const other = makeSim({ kind: 'travel-sim', imei: bench.identity.imei, card: 7, now_ms: bench.clock.now() })
    await bench.collar.swapSim(other)
    await bench.clock.advance(1_000)
    await bench.air.send(bench.command())
    await bench.air.send(bench.command({ iccid: other.iccid }))
    await settle()
    expect(bench.results()).toMatchObject([
      { outcome: 'refused', reason: 'other-iccid', iccid: other.iccid },
      { outcome: 'applied', iccid: other.iccid },
    ])
  })
})

function flipped(bench: Bench, member: 'body' | 'sig'): Uint8Array {
  const envelope = decode(bench.command()) ?? {}
  const bytes = Buffer.from(bytesOf(envelope[member]) ?? [])
  bytes[9] = (bytes[9] ?? 0) ^ 1
  return Buffer.from(JSON.stringify({ ...envelope, [member]: bytes.toString('base64url') }))
}
