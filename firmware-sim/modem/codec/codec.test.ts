import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addressField, isAddress, readAddress } from './address.ts'
import { fromSeptets, pack, toSeptets, unpack } from './gsm7.ts'
import { fromHex, MalformedPdu, readOctets, toHex } from './octets.ts'
import { type Cut, textOf, toUserData } from './text.ts'
import { enhancedValidity_ms, readTimeStamp, relativeValidity_ms, stampText, timeStamp } from './time-stamp.ts'
import { deliverTpdu, readDeliver, readStatusReport, readSubmit, statusReportTpdu } from './tpdu.ts'
import { open, type Part, type UserData } from './user-data.ts'

const hex = (text: string): Uint8Array => fromHex(text) ?? new Uint8Array()
const single = (text: string): UserData => toUserData(text, { reference: 0, bits: 8, cut: 'between' })[0] as UserData
const read = (messages: UserData[]): string => textOf(messages.map(open))

describe('the GSM alphabet (3GPP TS 23.038)', () => {
  it.each([
    ['hellohello', 'E8329BFD4697D9EC37'],
    ['@', '00'],
    ['€', '9B32'],
    ['12345678', '31D98C56B3DD70'],
  ])('packs %s', (text, octets) => {
    const septets = toSeptets(text) ?? []
    expect(toHex(pack(septets))).toBe(octets)
    expect(fromSeptets(unpack(hex(octets), septets.length))).toBe(text)
  })

  it('has Swedish and German letters, and none of Polish', () => {
    for (const letter of 'åäöüßÅÄÖÜ§èé¿¡€{}[]~^|\\') expect(fromSeptets(toSeptets(letter) ?? [])).toBe(letter)
    for (const letter of ['ł', 'ç', '`', '\u001b', '🐕']) expect(toSeptets(letter)).toBeNull()
  })

  it('shows an escape that leads nowhere as 23.038 says', () => {
    expect(fromSeptets([0x1b, 0x41, 0x1b, 0x1b, 0x42, 0x1b])).toBe('A B ')
  })

  it('refuses fewer octets than septets', () => {
    expect(() => unpack(hex('E832'), 3)).toThrow(RangeError)
  })
})

describe('an address (3GPP TS 23.040 §9.1.2.5)', () => {
  it.each([
    ['+46708251358', '0B916407281553F8'],
    ['+431234567890', '0C91342143658709'],
    ['1234', '04812143'],
    ['Tele2', '09D0D432BB2C03'],
    ['ABCDEFGHIJK', '14D041E19058341E9149E512'],
  ])('%s', (address, octets) => {
    expect(toHex(addressField(address))).toBe(octets)
    expect(readAddress(readOctets(hex(octets)))).toBe(address)
  })

  it('holds 20 digits or 11 letters of the GSM alphabet', () => {
    for (const bad of ['', 'twelve chars', 'Łódź', `+${'1'.repeat(21)}`]) expect(isAddress(bad)).toBe(false)
    expect(() => addressField('twelve chars')).toThrow(RangeError)
  })

  it.each(['0B9164', '16911111111111111111111111', '0491F1F2'])('%s is none', (octets) => {
    expect(() => readAddress(readOctets(hex(octets)))).toThrow(MalformedPdu)
  })
})

describe('times', () => {
  it('are local, with the distance from UTC in quarters', () => {
    expect(readTimeStamp(hex('99303251619540'))).toBe(Date.UTC(2099, 2, 23, 14, 16, 59))
    const at_ms = Date.UTC(2026, 10, 22, 12, 34, 56)
    expect(toHex(timeStamp(at_ms, 4))).toBe('62112231436540')
    expect(toHex(timeStamp(at_ms, -14))).toBe('62112290406549')
    for (const zone of [-48, -14, 0, 4, 56]) expect(readTimeStamp(timeStamp(at_ms, zone))).toBe(at_ms)
    expect([stampText(timeStamp(at_ms, 4)), stampText(timeStamp(at_ms, -14))]).toEqual([
      '26/11/22,13:34:56+04',
      '26/11/22,09:04:56-14',
    ])
    expect(() => readTimeStamp(hex('62112231436FA0'))).toThrow(MalformedPdu)
  })

  it.each([
    [0, 5],
    [143, 720],
    [144, 750],
    [167, 1_440],
    [168, 2_880],
    [196, 43_200],
    [197, 50_400],
    [255, 635_040],
  ])('a relative validity of %i is %i minutes', (octet, minutes) => {
    expect(relativeValidity_ms(octet)).toBe(minutes * 60_000)
  })

  it('an enhanced validity is one of four formats', () => {
    const formats = ['00000000000000', '01A70000000000', '021E0000000000', '03100203000000']
    expect(formats.map((octets) => enhancedValidity_ms(hex(octets)))).toEqual([null, 86_400_000, 30_000, 4_830_000])
    expect(() => enhancedValidity_ms(hex('04000000000000'))).toThrow(MalformedPdu)
  })
})

describe('TPDUs', () => {
  it('SMS-SUBMIT as modems are given it', () => {
    const submit = readSubmit(hex('11000B916407281553F80000AA0AE8329BFD4697D9EC37'))
    expect(submit).toMatchObject({ to: '+46708251358', wantsReport: false, validity: { after_ms: 4 * 86_400_000 } })
    expect(read([submit.userData])).toBe('hellohello')
  })

  it('SMS-DELIVER as networks bring it', () => {
    const tpdu = hex('040BC87238880900F10000993092516195800AE8329BFD4697D9EC37')
    const { from, userData } = readDeliver(Uint8Array.from(tpdu, (octet, at) => (at === 2 ? 0x91 : octet)))
    expect([from, read([userData])]).toEqual(['+27838890001', 'hellohello'])
    const at_ms = Date.UTC(2026, 0, 2, 3, 4, 5)
    const again = deliverTpdu({ from: 'Tele2', at_ms, userData: single('Grüße €') }, -8)
    expect(readDeliver(again)).toMatchObject({ from: 'Tele2', at_ms })
    expect(() => readDeliver(hex('11000B916407281553F80000AA0AE8329BFD4697D9EC37'))).toThrow(MalformedPdu)
  })

  it('SMS-STATUS-REPORT says of which message, when, and what', () => {
    const report = { reference: 7, to: '+436641', at_ms: 1_700_000_000_000, settled_ms: 1_700_000_060_000, status: 0 }
    expect(readStatusReport(statusReportTpdu(report, 4))).toEqual(report)
    expect(toHex(statusReportTpdu(report, 4))).toBe('060706913466143211413231024032114132410240' + '00')
  })

  it.each([
    ['ends in its address', '01000B9164'],
    ['is an SMS-DELIVER', '040BC87238880900F10000993092516195800AE8329BFD4697D9EC37'],
    ['has less user data than it says', '01000B916407281553F800000AE8329BFD46'],
    ['has octets behind its user data', '01000B916407281553F800000AE8329BFD4697D9EC3700'],
    ['says 161 septets', `01000B916407281553F80000A1${'00'.repeat(141)}`],
    ['says 141 octets', `01000B916407281553F800088D${'00'.repeat(141)}`],
  ])('one that %s is malformed', (_, octets) => {
    expect(() => readSubmit(hex(octets))).toThrow(MalformedPdu)
  })

  it('hostile ones never do anything else', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 180 }), fc.constantFrom(0x01, 0x11, 0x51, 0x41), (tail, first) => {
        try {
          open(readSubmit(Uint8Array.of(first, ...tail)).userData)
        } catch (error) {
          expect(error).toBeInstanceOf(MalformedPdu)
        }
      }),
    )
  })
})

describe('a long text', () => {
  const sizes = (text: string, bits: 8 | 16, cut: Cut = 'between'): number[] =>
    toUserData(text, { reference: 5, bits, cut }).map((message) => open(message).symbols.length)

  it('goes into parts of 153 septets or 67 units, and of 152 or 66 with the long reference', () => {
    expect([sizes('a'.repeat(160), 8), sizes('a'.repeat(161), 8), sizes('a'.repeat(161), 16)]).toEqual([
      [160],
      [153, 8],
      [152, 9],
    ])
    expect([sizes('ł'.repeat(70), 8), sizes('ł'.repeat(71), 8), sizes('ł'.repeat(71), 16)]).toEqual([
      [70],
      [67, 4],
      [66, 5],
    ])
  })

  it('is cut beside a letter of two symbols, or blindly through it', () => {
    const euro = `${'a'.repeat(152)}€${'b'.repeat(20)}`
    const dog = `${'ł'.repeat(66)}🐕${'b'.repeat(20)}`
    expect([sizes(euro, 8), sizes(euro, 8, 'blind')]).toEqual([
      [152, 22],
      [153, 21],
    ])
    expect([sizes(dog, 8), sizes(dog, 8, 'blind')]).toEqual([
      [66, 22],
      [67, 21],
    ])
  })

  it('reads as it was written, however it is cut', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'ü', '€', 'ł', '🐕', '@', ' '), maxLength: 900 })
    const options = fc.record({
      reference: fc.nat({ max: 70_000 }),
      bits: fc.constantFrom(8 as const, 16 as const),
      cut: fc.constantFrom('between' as const, 'blind' as const),
    })
    fc.assert(
      fc.property(text, options, (written, how) => {
        const messages = toUserData(written, how)
        expect(read(messages)).toBe(written)
        for (const { octets } of messages) expect(octets.length).toBeLessThanOrEqual(140)
      }),
    )
  })

  it('has at most 255 parts', () => {
    expect(() => sizes('a'.repeat(153 * 255 + 1), 8)).toThrow(RangeError)
  })
})

describe('user data', () => {
  const withHeader = (header: string): Part => {
    const octets = hex(`${header}4142`)
    return open({ dcs: 4, hasHeader: true, length: octets.length, octets })
  }

  it('begins on a septet behind its header', () => {
    const part = open({ dcs: 0, hasHeader: true, length: 12, octets: hex('050003070201D06536FB0D') })
    expect([textOf([part]), part.concatenation?.at]).toEqual(['hello', 1])
    expect(
      toHex(toUserData(`hello${'x'.repeat(160)}`, { reference: 7, bits: 8, cut: 'between' })[0]?.octets ?? hex('')),
    ).toMatch(/^050003070201D06536FB/)
  })

  it('passes over elements that it does not know, and impossible places', () => {
    expect(withHeader('0A24010100030702012400').concatenation).toEqual({ reference: 7, bits: 8, of: 2, at: 1 })
    expect(withHeader('050003070203').concatenation).toBeNull()
    expect(withHeader('050003070200').concatenation).toBeNull()
  })

  it('does not believe a header that is longer than it', () => {
    expect(() => withHeader('FF0003070201')).toThrow(MalformedPdu)
    expect(() => withHeader('0500FF070201')).toThrow(MalformedPdu)
    expect(() => open({ dcs: 0, hasHeader: true, length: 3, octets: hex('050003070201') })).toThrow(MalformedPdu)
  })

  it('is no text when it is compressed or has half a character', () => {
    expect(() => open({ dcs: 0x20, hasHeader: false, length: 1, octets: hex('41') })).toThrow(MalformedPdu)
    expect(() => open({ dcs: 8, hasHeader: false, length: 3, octets: hex('004100') })).toThrow(MalformedPdu)
  })

  it.each([
    [0x00, 'gsm7'],
    [0x10, 'gsm7'],
    [0x04, 'octets'],
    [0x08, 'ucs2'],
    [0x18, 'ucs2'],
    [0x48, 'ucs2'],
    [0xc8, 'gsm7'],
    [0xe0, 'ucs2'],
    [0xf0, 'gsm7'],
    [0xf5, 'octets'],
  ])('of data coding scheme %i is %s', (dcs, alphabet) => {
    expect(open({ dcs, hasHeader: false, length: 0, octets: new Uint8Array() }).alphabet).toBe(alphabet)
  })
})
