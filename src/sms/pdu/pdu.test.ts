import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { splitSms, toSeptets } from '../../std/gsm-text.ts'
import { decodeDeliver } from './deliver.ts'
import { fromHex, Octets, toHex } from './octets.ts'
import { PduError } from './pdu-error.ts'
import { packSeptets, unpackSeptets } from './septets.ts'
import { decodeStatusReport } from './status-report.ts'
import { encodeSubmit } from './submit.ts'
import { readTimestamp, relativeValidity, validity_ms } from './timestamp.ts'
import { type Concatenation, encodeUserData, readUserData } from './user-data.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const hex = (text: string) => fromHex(text.replaceAll(' ', ''))
const fault = (act: () => unknown): string => {
  try {
    act()
    return 'none'
  } catch (error) {
    if (!(error instanceof PduError)) throw error
    return error.code
  }
}
const text = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 400 }),
  fc.array(fc.constantFrom(...'abc@ÄÖÜäöüß€[]{}~\n'), { maxLength: 400 }).map((some) => some.join('')),
)

/** An SMS-DELIVER around user data: no service centre, sender +46701234567, 2026-11-22 12:34:56 +01:00. */
function deliver(userData: Uint8Array, dcs: number, header: boolean): Uint8Array {
  return hex(
    `00 ${header ? '44' : '04'} 0B91 6407214365F7 00 ${toHex(Uint8Array.of(dcs))} 62112221436540 ${toHex(userData)}`,
  )
}

describe('septets', () => {
  test('are packed as 3GPP TS 23.038 has it', () => {
    expect(toHex(packSeptets(toSeptets('hellohello') ?? []))).toBe('E8329BFD4697D9EC37')
    expect(toHex(packSeptets([0x7f], 1))).toBe('FE')
  })

  test('come back as they went, whatever bits stand before them', () => {
    const check = (septets: number[], fill: number): void => {
      const packed = packSeptets(septets, fill)
      expect(packed).toHaveLength(Math.ceil((septets.length * 7 + fill) / 8))
      expect(unpackSeptets(packed, septets.length, fill)).toEqual(septets)
    }
    fc.assert(fc.property(fc.array(fc.integer({ min: 0, max: 127 })), fc.integer({ min: 0, max: 6 }), check))
  })
})

describe('SMS-SUBMIT', () => {
  test('a short text in the default alphabet, to an international number', () => {
    expect(encodeSubmit({ to: '+46708251358', text: 'hellohello' }, 0).map(toHex)).toEqual([
      '01000B916407281553F800000AE8329BFD4697D9EC37',
    ])
  })

  test('a short code, a period for which it is good, and a report asked for', () => {
    const [pdu] = encodeSubmit({ to: '72456', text: 'å', for_ms: 10 * MINUTE_MS, statusReport: true }, 0)
    expect(toHex(pdu ?? new Uint8Array())).toBe('3100058127 54F6 0000 01 01 0F'.replaceAll(' ', ''))
  })

  test('the texts of the help pages fit one message', () => {
    const texts = [
      'Tracker-säkerhetskod 123456 ABcDefGHI1R',
      'OK: Ihr Freischalt-Code lautet "3546-7F7E-DB74-3B66"',
      'Ihre Rufnummer ist nicht für den automatisierten Abruf registriert',
      'Bestellung nicht möglich, Menge bereits freigegeben',
    ]
    for (const one of texts) {
      const [pdu = new Uint8Array(), ...more] = encodeSubmit({ to: '+436649477338', text: one }, 0)
      expect(more).toEqual([])
      expect(readUserData(new Octets(pdu.subarray(12)), 'gsm7', false)).toEqual({ text: one, concatenation: null })
    }
  })

  test('200 characters with ü and € are two parts in the default alphabet, joined by their reference', () => {
    const long = 'Grüße kosten 5 €, '.repeat(12).slice(0, 200)
    const pdus = encodeSubmit({ to: '+46701234567', text: long }, 0x2a)
    const parts = pdus.map((pdu) => readUserData(new Octets(pdu.subarray(12)), 'gsm7', true))
    expect(pdus.every((pdu) => pdu[0] === 0x41 && pdu.length <= 12 + 1 + 140)).toBe(true)
    expect(parts.map(({ concatenation }) => concatenation)).toEqual([
      { reference: 0x2a, bits: 8, parts: 2, part: 1 },
      { reference: 0x2a, bits: 8, parts: 2, part: 2 },
    ])
    expect(parts.map((part) => part.text).join('')).toBe(long)
  })

  test('an emoji at the end of a part goes whole into the next', () => {
    const long = `${'ü'.repeat(66)}😀${'x'.repeat(10)}`
    const parts = encodeSubmit({ to: '+46701234567', text: long }, 1).map(
      (pdu) => readUserData(new Octets(pdu.subarray(12)), 'ucs2', true).text,
    )
    expect(parts).toEqual(['ü'.repeat(66), `😀${'x'.repeat(10)}`])
  })

  test('what is no number is refused', () => {
    for (const to of ['', '+', 'Tracker', '+46 70', '1'.repeat(21), '+4670a'])
      expect(fault(() => encodeSubmit({ to, text: 'x' }, 0))).toBe('bad-address')
  })
})

describe('user data', () => {
  const header = fc.oneof(
    fc.record({ reference: fc.integer({ min: 0, max: 255 }), bits: fc.constant<8>(8) }),
    fc.record({ reference: fc.integer({ min: 0, max: 65_535 }), bits: fc.constant<16>(16) }),
  )

  test('every text comes back from its parts, with either form of reference', () => {
    const check = (whole: string, { reference, bits }: { reference: number; bits: 8 | 16 }): void => {
      const { alphabet, parts } = splitSms(whole, bits)
      const read = parts.map((part, at) => {
        const joins: Concatenation | null =
          parts.length === 1 ? null : { reference, bits, parts: parts.length, part: at + 1 }
        const octets = encodeUserData(part, alphabet, joins)
        expect(octets.length).toBeLessThanOrEqual(141)
        const back = readUserData(new Octets(octets), alphabet, joins !== null)
        expect(back.concatenation).toEqual(joins)
        return back.text
      })
      expect(read.join('')).toBe(whole.toWellFormed())
    }
    fc.assert(fc.property(text, header, check))
  })

  test('a header’s unknown elements are passed over, and a part that cannot be is none', () => {
    const read = (elements: string) => {
      const octets = hex(`${elements} 41`)
      return readUserData(new Octets(Uint8Array.of(octets.length, ...octets)), 'ucs2', true).concatenation
    }
    expect(read('0A 7002ABCD 0003070201 00')).toEqual({ reference: 7, bits: 8, parts: 2, part: 1 })
    expect(read('03 0003 07')).toBeNull()
    expect(read('09 7002ABCD 0003070201')).toEqual({ reference: 7, bits: 8, parts: 2, part: 1 })
    expect(read('06 0804 0107 0301')).toEqual({ reference: 0x107, bits: 16, parts: 3, part: 1 })
    expect(read('05 0003 07 02 00')).toBeNull()
    expect(read('05 0003 07 02 03')).toBeNull()
    expect(read('05 0003 07 00 00')).toBeNull()
  })
})

describe('SMS-DELIVER', () => {
  test('a text, with the service centre before it', () => {
    const pdu = '07917283010010F5 04 0B91 7238880900F1 00 00 99309251619580 0A E8329BFD4697D9EC37'
    const read = decodeDeliver(hex(pdu), 28)
    expect(read).toMatchObject({ from: '+27838890001', text: 'hellohello', concatenation: null })
    expect(read.sentAt).toBe(Date.UTC(2099, 2, 29, 15, 16, 59) - 2 * HOUR_MS)
  })

  test('an alphanumeric sender is its name', () => {
    const name = toSeptets('Tracker Oy') ?? []
    const octets = packSeptets(name)
    const length = toHex(Uint8Array.of(octets.length * 2))
    const read = decodeDeliver(hex(`00 04 ${length}D0 ${toHex(octets)} 00 00 62112221436540 01 41`))
    expect(read.from).toBe('Tracker Oy')
  })

  test('UCS-2 with what lies beyond the first plane, and the classes of a coding scheme', () => {
    const ucs2 = encodeUserData('Grüß 😀', 'ucs2', null)
    for (const dcs of [0x08, 0x18, 0x48, 0xe0]) expect(decodeDeliver(deliver(ucs2, dcs, false)).text).toBe('Grüß 😀')
    const gsm7 = encodeUserData('Größe', 'gsm7', null)
    for (const dcs of [0x00, 0x10, 0x0c, 0x80, 0xc0, 0xd8, 0xf0, 0xf1])
      expect(decodeDeliver(deliver(gsm7, dcs, false)).text).toBe('Größe')
  })

  test('data for programs and silent messages are no text', () => {
    const octets = Uint8Array.of(2, 1, 2)
    for (const dcs of [0x04, 0x14, 0xf4, 0xf7])
      expect(fault(() => decodeDeliver(deliver(octets, dcs, false)))).toBe('no-text')
    expect(fault(() => decodeDeliver(deliver(octets, 0x20, false)))).toBe('no-text')
    const silent = '00 04 0B91 6407214365F7 40 00 62112221436540 01 41'
    expect(fault(() => decodeDeliver(hex(silent)))).toBe('no-text')
  })

  test('the same message has the same print, whatever a network changes of its flags; another has another', () => {
    const data = encodeUserData('cl.5P', 'gsm7', null)
    const once = deliver(data, 0, false)
    const again = Uint8Array.from(once)
    again[1] = 0x00
    const other = deliver(encodeUserData('cl.7P', 'gsm7', null), 0, false)
    expect(decodeDeliver(again).print).toBe(decodeDeliver(once).print)
    expect(decodeDeliver(other).print).not.toBe(decodeDeliver(once).print)
  })
})

describe('SMS-STATUS-REPORT', () => {
  const report = (status: string, more = '') =>
    decodeStatusReport(hex(`00 06 2A 0B91 6407214365F7 62112221436540 62112221436580 ${status} ${more}`))

  test('tells what became of which part for whom', () => {
    expect(report('00')).toEqual({
      reference: 42,
      to: '+46701234567',
      state: 'delivered',
      status: '0x00',
      at: Date.UTC(2026, 10, 22, 12, 34, 56) - 2 * HOUR_MS,
    })
    expect(report('00', 'FF 00 00').state).toBe('delivered')
  })

  test('while the network tries it is buffered; reserved values mean failed', () => {
    expect(['02', '30', '40', '46', '63', '7F', '80', 'FF'].map((status) => report(status).state)).toEqual([
      ...['delivered', 'buffered', 'failed', 'failed', 'failed', 'failed', 'failed', 'failed'],
    ])
  })
})

describe('times', () => {
  test('zones go both ways, and what is no time is none', () => {
    const noon = Date.UTC(2026, 10, 22, 12, 34, 56)
    expect(readTimestamp(hex('62112221436500'))).toBe(noon)
    expect(readTimestamp(hex('62112221436540'))).toBe(noon - HOUR_MS)
    expect(readTimestamp(hex('6211222143654A'))).toBe(noon + 6 * HOUR_MS)
    for (const none of [
      '62312221436500',
      '62110021436500',
      '62111321436500',
      '62112242436500',
      'FFFFFFFFFFFFFF',
      '62209221436500',
    ])
      expect(readTimestamp(hex(none)), none).toBeNull()
    expect(readTimestamp(hex('82209221436500'))).toBe(Date.UTC(2028, 1, 29, 12, 34, 56))
  })

  test('a period is never longer than it was asked for, but for the shortest', () => {
    expect([0, 5, 9, 10, 720, 721, 1_440].map((minutes) => relativeValidity(minutes * MINUTE_MS))).toEqual([
      0, 0, 0, 1, 143, 143, 167,
    ])
    const check = (for_ms: number): void => {
      const value = relativeValidity(for_ms)
      expect(validity_ms(value)).toBeLessThanOrEqual(Math.max(for_ms, 5 * MINUTE_MS))
      if (value < 255) expect(validity_ms(value + 1)).toBeGreaterThan(for_ms)
    }
    fc.assert(fc.property(fc.integer({ min: 0, max: 500 * 24 * HOUR_MS }), check))
  })
})

describe('hostile PDUs', () => {
  const RUNS = process.env.KOPPEL_SOAK ? 1_000_000 : 10_000
  /** Reads in every way; anything but an answer or a PduError fails the test. */
  const readAll = (octets: Uint8Array): string[] => [
    fault(() => decodeDeliver(octets)),
    fault(() => decodeStatusReport(octets)),
    fault(() => decodeDeliver(octets, octets.length - 1)),
  ]

  test('random octets are read or refused by name', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (octets) => void readAll(octets)),
      { numRuns: RUNS },
    )
  })

  test('a PDU cut off anywhere is refused, and none of its octets, changed, brings the reader down', () => {
    const whole = deliver(
      encodeUserData('ü€'.repeat(20), 'gsm7', { reference: 1, bits: 8, parts: 2, part: 1 }),
      0,
      true,
    )
    for (let length = 0; length < whole.length; length++)
      expect(fault(() => decodeDeliver(whole.subarray(0, length)))).toBe('truncated')
    for (let at = 0; at < whole.length; at++)
      for (let value = 0; value < 256; value++) {
        const changed = Uint8Array.from(whole)
        changed[at] = value
        readAll(changed)
      }
  })

  test('lengths that lie are refused by name', () => {
    const body = '04 0B91 6407214365F7 00 00 62112221436540'
    expect(fault(() => decodeDeliver(hex(`00 ${body} A1 41`)))).toBe('too-long')
    expect(fault(() => decodeDeliver(hex(`00 ${body} 09 41`)))).toBe('truncated')
    expect(fault(() => decodeDeliver(hex(`00 04 15 91 6407214365F76407214365F7 00 00`)))).toBe('bad-address')
    expect(fault(() => decodeDeliver(hex(`0D 91 64072143 ${body} 01 41`)))).toBe('bad-address')
    expect(fault(() => decodeDeliver(hex(`00 44 ${body.slice(3)} 02 FF41`)))).toBe('bad-header')
    expect(fault(() => decodeDeliver(hex(`00 44 ${body.slice(3)} 00`)))).toBe('bad-header')
    expect(fault(() => decodeDeliver(hex(`00 ${body} 01 41`), 5))).toBe('left-over')
    expect(fault(() => decodeDeliver(hex(`00 ${body} 01 41`), 50))).toBe('truncated')
    expect(fault(() => fromHex('0'))).toBe('not-hex')
    expect(fault(() => fromHex('0G'))).toBe('not-hex')
    expect(fault(() => fromHex('00'.repeat(256)))).toBe('too-long')
  })
})
