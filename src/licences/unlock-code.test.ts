import { createHmac } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { dongleKey, type LicenceType, operationOf, unlockCode } from './unlock-code.ts'

const MASTER = Buffer.alloc(32, 7)
const NUMBER = '1234567890ABCDEF'
const FIVE: LicenceType = { kind: 'points', points: 5 }

/** RFC 5869 §2 by hand: one block of HMAC is all that 32 bytes need. */
function hkdfByHand(caratId: string): Buffer {
  const prk = createHmac('sha256', Buffer.alloc(32)).update(MASTER).digest()
  const info = Buffer.concat([Buffer.from('koppel/v1/dongle\0'), Buffer.from(caratId, 'hex')])
  return createHmac('sha256', prk)
    .update(info)
    .update(Buffer.from([1]))
    .digest()
}

describe('an unlock code', () => {
  test('is operation, counter and 40 bits that only that dongle’s key gives', () => {
    const key = dongleKey(MASTER, '12345678')
    expect(Buffer.from(key)).toEqual(hkdfByHand('12345678'))
    const signed = Buffer.concat([Buffer.from('koppel/v1/unlock\0'), Buffer.from(`12345678${NUMBER}050001`, 'hex')])
    const mac = createHmac('sha256', key).update(signed).digest('hex').slice(0, 10).toUpperCase()
    expect(unlockCode(key, NUMBER, FIVE, 1)).toBe(`050001${mac}`)
  })

  test('is the same for ever, and another for another dongle, number, type or counter', () => {
    const key = dongleKey(MASTER, '12345678')
    const codes = [
      unlockCode(key, NUMBER, FIVE, 1),
      unlockCode(dongleKey(MASTER, '12345679'), NUMBER, FIVE, 1),
      unlockCode(key, '1234567890ABCDEE', FIVE, 1),
      unlockCode(key, NUMBER, { kind: 'e' }, 1),
      unlockCode(key, NUMBER, FIVE, 2),
    ]
    expect(new Set(codes.map((code) => code.slice(6))).size).toBe(codes.length)
    expect(unlockCode(key, NUMBER.toLowerCase(), FIVE, 1)).toBe(codes[0])
  })

  test('is refused for what no dongle could hold', () => {
    const key = dongleKey(MASTER, '12345678')
    expect(() => operationOf({ kind: 'points', points: 255 })).toThrow(RangeError)
    expect(() => operationOf({ kind: 'points', points: 0 })).toThrow(RangeError)
    expect(() => unlockCode(key, NUMBER, FIVE, 65_536)).toThrow(RangeError)
    expect(() => unlockCode(key, '12345678', FIVE, 1)).toThrow(RangeError)
    expect(() => dongleKey(MASTER, 'not hexa')).toThrow(RangeError)
  })
})
