import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { manualClock, settle } from '../../src/std/manual-clock.ts'
import { seededRandom } from '../../src/std/random.ts'
import { LINE_BUFFER_BYTES_MAX, linePair } from '../line.ts'
import { fateOfPiece, LINE_FAULT_KINDS, type LineFault, parseLineFault } from './faults.ts'
import { faultyLine } from './faulty-line.ts'

const always = (kind: LineFault['kind'], way: LineFault['way'] = 'both', delay_ms = 300): LineFault => ({
  ...{ kind, way, probability: 1, delay_ms },
})

async function both(faults: LineFault[], sent: string[]) {
  const clock = manualClock()
  const { device, host } = linePair()
  const faulty = faultyLine(device, faults, { clock, random: seededRandom(3) })
  const heard = { up: [] as string[], down: [] as string[], closed: 0 }
  host.onBytes((bytes) => heard.up.push(Buffer.from(bytes).toString('latin1')))
  faulty.onBytes((bytes) => heard.down.push(Buffer.from(bytes).toString('latin1')))
  faulty.onClosed(() => heard.closed++)
  for (const text of sent) {
    void faulty.write(Buffer.from(text))
    void host.write(Buffer.from(text))
  }
  await settle()
  return { heard, clock }
}

describe('on a faulty line', () => {
  it.each([
    ['drop', []],
    ['double', ['one', 'one', 'two', 'two']],
  ] as const)('%s does what it says, both ways', async (kind, arrived) => {
    const { heard } = await both([always(kind)], ['one', 'two'])
    expect(heard).toMatchObject({ up: arrived, down: arrived })
  })

  it('lose takes one byte out, corrupt turns one bit, noise comes before', async () => {
    const lost = (await both([always('lose', 'up')], ['abcdef'])).heard
    expect([lost.up[0]?.length, lost.down]).toEqual([5, ['abcdef']])
    const turned = (await both([always('corrupt', 'down')], ['abcdef'])).heard
    const bits = [...(turned.down[0] ?? '')].map((char, at) => char.charCodeAt(0) ^ 'abcdef'.charCodeAt(at))
    expect(bits.filter((bit) => bit !== 0)).toEqual([expect.toSatisfy((bit: number) => (bit & (bit - 1)) === 0)])
    const noisy = (await both([always('noise', 'up')], ['abcdef'])).heard
    expect(noisy.up.at(-1)).toBe('abcdef')
    expect(noisy.up).toHaveLength(2)
  })

  it('delay holds a piece and all behind it back', async () => {
    const { heard, clock } = await both(
      [{ ...always('delay', 'up'), probability: 0.5 }],
      ['1', '2', '3', '4', '5', '6'],
    )
    expect(heard.up.length).toBeLessThan(6)
    await clock.advance(2_000)
    expect(heard.up).toEqual(['1', '2', '3', '4', '5', '6'])
    expect(heard.down).toEqual(heard.up)
  })

  it('what waits too long is lost beyond what a line holds', async () => {
    const clock = manualClock()
    const { device, host } = linePair()
    const faulty = faultyLine(device, [always('delay', 'up')], { clock, random: seededRandom(1) })
    let heard_bytes = 0
    host.onBytes((bytes) => {
      heard_bytes += bytes.length
    })
    for (let round = 0; round < 3; round++) void faulty.write(new Uint8Array(LINE_BUFFER_BYTES_MAX / 2))
    await settle()
    await clock.advance(10_000)
    expect(heard_bytes).toBe(LINE_BUFFER_BYTES_MAX)
  })

  it('hang-up closes it', async () => {
    const { heard } = await both([always('hang-up', 'up')], ['one'])
    expect(heard).toMatchObject({ up: [], closed: 1 })
  })

  it('another fault behind them does not change what the first ones do', () => {
    const piece = Buffer.from('a piece of some length')
    const faults = [{ ...always('corrupt'), probability: 0.5 }]
    const more = [...faults, { ...always('delay'), probability: 0.5 }]
    const fates = (list: LineFault[]) => {
      const random = seededRandom(9)
      return Buffer.from(fateOfPiece(piece, 'up', list, random).pieces[0] ?? []).toString('hex')
    }
    expect(fates(more)).toBe(fates(faults))
  })

  it('no stack of faults makes anything of nothing but noise, and none makes more than eight pieces', () => {
    const fault = fc.record({
      kind: fc.constantFrom(...LINE_FAULT_KINDS),
      way: fc.constantFrom('up' as const, 'down' as const, 'both' as const),
      probability: fc.double({ min: 0, max: 1, noNaN: true }),
      delay_ms: fc.nat(1_000),
    })
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 40 }),
        fc.array(fault, { maxLength: 8 }),
        fc.integer(),
        (bytes, faults, seed) => {
          const fate = fateOfPiece(bytes, 'up', faults, seededRandom(seed))
          expect(fate.pieces.length).toBeLessThanOrEqual(8)
        },
      ),
    )
  })
})

it('faults are read as they are written, and what is none is told', () => {
  expect(parseLineFault('up.hang-up=0.25')).toEqual({ kind: 'hang-up', way: 'up', probability: 0.25, delay_ms: 500 })
  expect(parseLineFault('delay=1:20')).toEqual({ kind: 'delay', way: 'both', probability: 1, delay_ms: 20 })
  for (const bad of ['reorder=0.1', 'drop', 'drop=2', 'delay=0.1:9999999999', 'side.drop=0.1', ''])
    expect(() => parseLineFault(bad)).toThrow(RangeError)
})
