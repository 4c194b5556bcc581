import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { manualClock, settle } from '../../src/std/manual-clock.ts'
import { seededRandom } from '../../src/std/random.ts'
import { createAir } from '../testing/air.ts'
import type { Link } from '../wire.ts'
import { type Fault, fateOf, parseFault } from './faults.ts'
import { faultyWire } from './faulty-wire.ts'

const always = (kind: Fault['kind'], delay_ms = 0): Fault => ({ kind, way: 'both', probability: 1, delay_ms })
const message = (text: string): Uint8Array => Buffer.from(`{"m":"${text}"}`)
const UP = { qos: 1 as const, retain: false }

async function connected(faults: readonly Fault[]) {
  const [air, clock] = [createAir(), manualClock()]
  const wire = faultyWire(air.wire, faults, { clock, random: seededRandom(5) })
  const will = { topic: 'v1/collars/1/online', payload: Buffer.from('0'), qos: 1 as const, retain: true }
  const link = await wire.connect({ clientId: '1', username: '1', password: 'x', will, keepAlive_s: 300 })
  const received: string[] = []
  await link.subscribe('c', async ({ payload }) => void received.push(Buffer.from(payload).toString()))
  const publish = (text: string): Promise<void> => link.publish('v1/collars/1/report', message(text), UP)
  return { air, clock, link, received, publish, arrived: () => air.of('report').map(({ m, text }) => m ?? text) }
}

async function isPending(promise: Promise<unknown>): Promise<boolean> {
  await settle()
  return (await Promise.race([promise, Promise.resolve('pending')])) === 'pending'
}

describe('a faulty wire', () => {
  it('drop: up there is no PUBACK until the connection ends, down there is one and nothing arrives', async () => {
    const { air, link, received, publish, arrived } = await connected([always('drop')])
    const up = publish('a')
    expect(await isPending(up)).toBe(true)
    await air.send(message('b'))
    expect([arrived(), received]).toEqual([[], []])
    link.cut()
    await expect(up).rejects.toMatchObject({ code: 'closed' })
  })

  it('double: arrives twice, both ways', async () => {
    const { air, received, publish, arrived } = await connected([always('double')])
    await publish('a')
    await air.send(message('b'))
    expect(arrived()).toEqual(['a', 'a'])
    expect(received).toEqual(['{"m":"b"}', '{"m":"b"}'])
  })

  it('delay: what is behind waits too', async () => {
    const faults = [always('delay', 1_000)]
    const { clock, publish, arrived } = await connected(faults)
    const first = publish('a')
    faults.length = 0
    const second = publish('b')
    await settle()
    await clock.advance(999)
    expect(arrived()).toEqual([])
    await clock.advance(1)
    await Promise.all([first, second])
    expect(arrived()).toEqual(['a', 'b'])
  })

  it('reorder: what is behind overtakes', async () => {
    const faults = [always('reorder', 1_000)]
    const { clock, publish, arrived } = await connected(faults)
    const first = publish('a')
    faults.length = 0
    await publish('b')
    await clock.advance(1_000)
    await first
    expect(arrived()).toEqual(['b', 'a'])
  })

  it('corrupt: one bit is another', async () => {
    const { air, received } = await connected([always('corrupt')])
    await air.send(message('b'))
    const bits = [...message('b')].map((byte, at) => byte ^ (received[0]?.charCodeAt(at) ?? 0))
    expect(bits.filter((differing) => differing !== 0)).toHaveLength(1)
  })

  it('cut: the connection ends and the message with it', async () => {
    const { link, publish, arrived } = await connected([always('cut')])
    await expect(publish('a')).rejects.toMatchObject({ code: 'closed' })
    expect([await link.closed, arrived()]).toEqual(['cut', []])
  })

  it('delivers nothing after its connection has ended', async () => {
    const { air, clock, link, received } = await connected([always('reorder', 1_000)])
    const down = air.send(message('b'))
    await settle()
    link.cut()
    await clock.advance(1_000)
    await down
    expect(received).toEqual([])
  })

  it('lets everything else through', async () => {
    const { link, publish, arrived } = await connected([])
    await publish('a')
    await link.close()
    expect([arrived(), await (link as Link).closed]).toEqual([['a'], 'closed'])
  })
})

describe('fates', () => {
  it('are the same for the same seed, and one more fault does not change the others', () => {
    const drop: Fault = { kind: 'drop', way: 'up', probability: 0.3, delay_ms: 0 }
    const run = (faults: readonly Fault[]): boolean[] => {
      const random = seededRandom(1)
      return Array.from({ length: 200 }, () => fateOf(message('x'), 'up', faults, random).copies.length === 0)
    }
    expect(run([drop])).toEqual(run([drop]))
    const dropped = run([drop]).filter(Boolean).length
    expect(dropped).toBeGreaterThan(30)
    expect(dropped).toBeLessThan(90)
  })

  it('strike one way only when they say so', () => {
    const up: Fault = { ...always('drop'), way: 'up' }
    expect(fateOf(message('x'), 'down', [up], seededRandom(1)).copies).toHaveLength(1)
    expect(fateOf(message('x'), 'up', [up], seededRandom(1)).copies).toHaveLength(0)
  })

  it('never make more than 8 copies', () => {
    const copies = fateOf(message('x'), 'up', Array(16).fill(always('double')), seededRandom(1)).copies
    expect(copies).toHaveLength(8)
  })

  it('bear empty payloads', () => {
    expect(fateOf(new Uint8Array(), 'up', [always('corrupt')], seededRandom(1)).copies).toEqual([new Uint8Array()])
  })
})

describe('faults on the command line', () => {
  it('are read as they are meant', () => {
    expect(parseFault('drop=0.01')).toEqual({ kind: 'drop', way: 'both', probability: 0.01, delay_ms: 500 })
    expect(parseFault('down.delay=0.1:2000')).toEqual({ kind: 'delay', way: 'down', probability: 0.1, delay_ms: 2000 })
  })

  it.each(['', 'drop', 'drop=2', 'drop=x', 'left.drop=0.1', 'explode=1', 'delay=0.1:99999999', 'drop=1.2.3'])(
    '"%s" is refused',
    (text) => {
      expect(() => parseFault(text)).toThrow(RangeError)
    },
  )

  it('are read or refused, whatever is written', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        try {
          expect(parseFault(text).probability).toBeLessThanOrEqual(1)
        } catch (error) {
          expect(error).toBeInstanceOf(RangeError)
        }
      }),
    )
  })
})
