import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { readFrame, requestReader } from '../../dongle/codec/frame.ts'
import { COMMAND } from '../../dongle/react.ts'
import { createDongleBench } from '../../testing/dongle-bench.ts'
import { DONGLE } from './cast.ts'
import { dongleVectors } from './dongle-vectors.ts'

type Step = { command: number; payload: string; answer: string } | { wait_s: number } | { powerCycle: true }
type Vectors = {
  fingerprints: { name: string; text: string; fingerprint?: string }[]
  unlockCodes: { licenceNumber: string; type: number | 'E'; code: string }[]
  frames: { name: string; hex: string; meaning: { type: string; sequence: number; command: number; payload: string } }[]
  badFrames: { name: string; reason: string; hex: string; next: string }[]
  exchanges: { name: string; clause: string; steps: Step[] }[]
}

const file = new URL('../../../hardware-tests/vectors/dongle.json', import.meta.url)
const vectors: Vectors = JSON.parse(readFileSync(file, 'utf8'))
const bytes = (hex: string): Uint8Array => Buffer.from(hex, 'hex')

it('the committed vectors are what the generator makes: run firmware-sim/vectors/write.ts when they are meant to change', () => {
  expect(vectors).toEqual(JSON.parse(JSON.stringify(dongleVectors())))
})

describe('a simulated dongle takes the exchanges', () => {
  it.each(vectors.exchanges)('$clause: $name', async ({ steps }) => {
    const bench = createDongleBench({ identity: DONGLE })
    await bench.plug()
    await bench.hello()
    for (const [at, step] of steps.entries()) {
      if ('wait_s' in step) await bench.clock.advance(step.wait_s * 1_000)
      else if ('powerCycle' in step) {
        await bench.dongle.power('off')
        await bench.dongle.power('on')
        await bench.hello()
      } else expect([at, await bench.ask(step.command, step.payload)]).toEqual([at, step.answer])
    }
  })
})

describe('a simulated dongle', () => {
  it.each(vectors.fingerprints)('makes the fingerprint of user information: $name', async ({ text, fingerprint }) => {
    const bench = createDongleBench({ identity: DONGLE })
    await bench.plug()
    await bench.hello()
    const answer = fingerprint === undefined ? '02' : `00${fingerprint.toLowerCase()}`
    expect(await bench.ask(COMMAND.userInformation, text)).toBe(answer)
  })

  it.each(vectors.frames)('reads the frame: $name', ({ hex, meaning }) => {
    const frame = readFrame(bytes(hex).subarray(1, -1))
    const type = frame?.type === 1 ? 'request' : 'answer'
    expect({ ...frame, type, payload: Buffer.from(frame?.payload ?? []).toString('hex') }).toEqual(meaning)
  })

  it.each(vectors.badFrames)('drops $name, and reads what comes after it', ({ hex, next }) => {
    const sequences: number[] = []
    const take = requestReader(({ sequence }) => sequences.push(sequence))
    take(bytes(hex))
    expect(sequences).toEqual([])
    take(bytes(next))
    expect(sequences).toEqual([3])
  })
})
