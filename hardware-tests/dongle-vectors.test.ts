import { spawnSync } from 'node:child_process'
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { decodeRecord, recordTagFits } from '../src/devices/dongle-record.ts'
import { dongleKey, type LicenceType, unlockCode } from '../src/licences/unlock-code.ts'
import { fingerprintOf, userInformationRequest } from '../src/serial/dongle/encode.ts'
import { frameDecoder } from '../src/serial/frame/decoder.ts'
import { encodeFrame, type Frame } from '../src/serial/frame/frame.ts'
import { temporaryDirectory } from '../test/setup/temporary-directory.ts'
import { type DongleVectors, readDongleVectors } from './dongle-vectors.ts'
import { EXAMPLES } from './python/example-collar.ts'

const vectors = readDongleVectors()
const bytes = (hex: string): Uint8Array => Buffer.from(hex, 'hex')
const key = bytes(vectors.cast.key)
const folder = temporaryDirectory()
afterAll(() => rmSync(folder, { recursive: true }))

describe('Python’s own library computes the same', () => {
  const hold = (given: DongleVectors) => {
    const file = join(folder, 'vectors.json')
    writeFileSync(file, JSON.stringify(given))
    const { status, stdout, stderr } = spawnSync('python3', ['-B', join(EXAMPLES, 'dongle_arithmetic.py'), file], {
      encoding: 'utf8',
    })
    return { status, said: (stdout + stderr).trim() }
  }

  test('every key, code, fingerprint, proof, frame and record', () => {
    const { status, said } = hold(vectors)
    expect(said).toMatch(/^[1-9][0-9]{2} values, 0 wrong$/)
    expect(status).toBe(0)
  })

  test('and it would say so if one of them were another', () => {
    const [first, ...others] = vectors.unlockCodes
    if (!first) throw new Error('no unlock code in the vectors')
    const { status, said } = hold({ ...vectors, unlockCodes: [{ ...first, counter: first.counter + 1 }, ...others] })
    expect(said).toMatch(new RegExp(`^code: .*, not ${first.code}\n`))
    expect(status).toBe(1)
  })
})

describe('the backend', () => {
  test.each(vectors.keys)('derives the key of $caratId from master $keyVersion', ({ master, caratId, key: made }) => {
    expect(Buffer.from(dongleKey(bytes(master), caratId)).toString('hex')).toBe(made)
  })

  test.each(vectors.unlockCodes)('computes the code for $type with counter $counter', (one) => {
    const type: LicenceType = one.type === 'E' ? { kind: 'e' } : { kind: 'points', points: one.type }
    expect(unlockCode(key, one.licenceNumber, type, one.counter)).toBe(one.code)
  })

  test.each(vectors.fingerprints)('knows the fingerprint of user information: $name', ({ text, fingerprint }) => {
    const read = Buffer.from(text, 'hex').toString('utf8')
    // What is no UTF-8 cannot be a text here.
    const sent = Buffer.from(read).equals(bytes(text)) ? userInformationRequest(read) : null
    expect(sent && fingerprintOf(sent)).toBe(fingerprint ?? null)
  })

  const decode = (hex: string): (Frame | string)[] => {
    const heard: (Frame | string)[] = []
    const decoder = frameDecoder(
      (frame) => heard.push({ ...frame, payload: Uint8Array.from(frame.payload) }),
      (fault) => heard.push(fault),
    )
    decoder.take(bytes(hex))
    return heard
  }

  test.each(vectors.frames)('writes and reads the frame: $name', ({ hex, meaning }) => {
    const frame: Frame = { ...meaning, payload: Uint8Array.from(bytes(meaning.payload)) }
    expect(Buffer.from(encodeFrame(frame)).toString('hex')).toBe(hex)
    expect(decode(hex)).toEqual([frame])
  })

  test.each(vectors.badFrames)('drops $name, and reads what comes after it', ({ hex, reason, next }) => {
    expect(decode(hex + next)).toEqual([reason, expect.objectContaining({ sequence: 3 })])
  })

  test.each(vectors.records)('judges the record: $name', ({ record, tag, fits, meaning }) => {
    expect(recordTagFits(key, bytes(record), bytes(tag))).toBe(fits)
    if (meaning) expect(decodeRecord(bytes(record))).toEqual(meaning)
  })
})
