import fc from 'fast-check'
import { expect, it } from 'vitest'
import { createDongleBench, type DongleBench } from '../testing/dongle-bench.ts'
import { ANSWER, frameBytes, REQUEST } from './codec/frame.ts'
import { COMMAND } from './react.ts'

const runs = (few: number): number => (process.env.KOPPEL_SOAK ? few * 100 : few)
const STATUSES = [0x00, 0x01, 0x02, 0x03, 0x04, 0x10, 0x11, 0x12]

async function unlocked(): Promise<{ bench: DongleBench; number: string }> {
  const bench = createDongleBench()
  await bench.plug()
  await bench.hello()
  const number = await bench.enter('Anna')
  await bench.ask(COMMAND.unlock, bench.code(number, 5, 1))
  return { bench, number }
}

/** Whatever came before, the next whole request is answered. */
async function stillWell(bench: DongleBench): Promise<void> {
  await bench.send(Uint8Array.of(0))
  expect(await bench.hello()).toMatch(/^0001/)
}

it('random bytes on the line change nothing and are not answered', async () => {
  const { bench } = await unlocked()
  const before = bench.stored()
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 1_200, size: 'max' }), async (bytes) => {
      expect(await bench.send(bytes)).toEqual([])
    }),
    { numRuns: runs(500) },
  )
  expect(bench.stored()).toEqual(before)
  await stillWell(bench)
})

it('ten megabytes without a zero are dropped without being kept', async () => {
  const { bench } = await unlocked()
  const piece = new Uint8Array(60_000).fill(0x11)
  for (let round = 0; round < 170; round++) expect(await bench.send(piece)).toEqual([])
  await stillWell(bench)
})

it('whole frames of any command and payload have an answer of the protocol, and nothing is unlocked by them', async () => {
  const { bench } = await unlocked()
  const command = fc.oneof(fc.constantFrom(...Object.values(COMMAND)), fc.nat(255))
  const payload = fc.oneof(
    fc.uint8Array({ maxLength: 507, size: 'max' }),
    ...[0, 8, 16, 17, 40].map((length) => fc.uint8Array({ minLength: length, maxLength: length })),
  )
  await fc.assert(
    fc.asyncProperty(fc.nat(255), command, payload, async (sequence, wanted, bytes) => {
      const frames = await bench.send(frameBytes({ type: REQUEST, sequence, command: wanted, payload: bytes }))
      await bench.clock.advance(2)
      for (const frame of frames) {
        expect([frame.type, frame.sequence, frame.command]).toEqual([ANSWER, sequence, wanted])
        expect([...STATUSES, 0x06]).toContain(frame.payload[0])
      }
      expect(frames).toHaveLength(1)
      const { points, e, licenceNumber } = bench.dongle.state()
      expect(licenceNumber.startsWith('FC00012A')).toBe(true)
      expect(points === 0 || points === 5).toBe(true)
      expect(e).toBe(false)
      expect(bench.nvm.load()?.length).toBeLessThan(8_192)
    }),
    { numRuns: runs(400) },
  )
  await bench.enter('Anna')
  expect(bench.dongle.state()).toMatchObject({ points: 5, e: false })
})

it('no request with a turned bit is carried out', async () => {
  const { bench, number } = await unlocked()
  const before = bench.stored()
  const bytes = frameBytes({ type: REQUEST, sequence: 9, command: COMMAND.unlock, payload: bench.code(number, 31, 2) })
  for (let bit = 0; bit < bytes.length * 8; bit++) {
    const turned = Uint8Array.from(bytes)
    turned[bit >> 3] = (turned[bit >> 3] ?? 0) ^ (1 << (bit & 7))
    // The zero that may be missing now comes in any case.
    expect(await bench.send(Uint8Array.of(...turned, 0))).toEqual([])
  }
  expect(bench.stored()).toEqual(before)
  await stillWell(bench)
})

it('a request cut at any byte and begun anew is carried out once', async () => {
  const { bench, number } = await unlocked()
  const bytes = frameBytes({ type: REQUEST, sequence: 9, command: COMMAND.unlock, payload: bench.code(number, 31, 2) })
  for (let at = 0; at <= bytes.length; at++) {
    const frames = [...(await bench.send(bytes.subarray(0, at))), ...(await bench.send(bytes))]
    expect(frames.length).toBeGreaterThan(0)
    for (const frame of frames) expect(frame).toMatchObject({ sequence: 9, payload: Uint8Array.of(0, 1, 31, 0) })
  }
})
