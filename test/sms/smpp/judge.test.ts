import { createRequire } from 'node:module'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { COMMAND } from '../../../src/sms/smpp/commands.ts'
import { framer, MalformedPdu, writePdu } from '../../../src/sms/smpp/pdu.ts'
import { readShortMessage, type ShortMessage, writeShortMessage } from '../../../src/sms/smpp/short-message.ts'
import { partOf, segmentsOf, textOf } from '../../../src/sms/smpp/text.ts'

// npm's `smpp` is the judge of our octets, as Net::SMPP is in the tests beside this one.

type Members = Record<string, unknown>
type ForeignPdu = Members & { toBuffer(): Buffer }
const { PDU } = createRequire(import.meta.url)('smpp') as {
  PDU: { new (command: string, members: Members): ForeignPdu; fromBuffer(octets: Uint8Array): ForeignPdu }
}

const octet = fc.nat(255)
const cString = (characters_max: number) => fc.stringMatching(new RegExp(`^[\\x20-\\x7e]{0,${characters_max}}$`))
const address = fc.record({ ton: fc.nat(6), npi: fc.nat(18), address: cString(20) })
const message = fc.uint8Array({ maxLength: 254 })
const shortMessage: fc.Arbitrary<ShortMessage> = fc.record({
  ...{
    source: address,
    destination: address,
    esmClass: fc.constantFrom(0, 4, 0x20),
    validity: fc.constantFrom('', '000001020101000R'),
  },
  ...{
    registeredDelivery: fc.nat(1),
    dataCoding: fc.constantFrom(0x04, 0x02),
    message,
    tlvs: fc.constant(new Map<number, Uint8Array>()),
  },
})
const sequence = fc.integer({ min: 1, max: 0x7fff_ffff })

test('what we write, it reads', () => {
  fc.assert(
    fc.property(shortMessage, sequence, (sm, number) => {
      const octets = writePdu({ command: COMMAND.submit_sm, status: 0, sequence: number, body: writeShortMessage(sm) })
      const read = PDU.fromBuffer(Buffer.from(octets))
      expect(read).toMatchObject({
        ...{ command: 'submit_sm', sequence_number: number, command_length: octets.length, esm_class: sm.esmClass },
        ...{ source_addr_ton: sm.source.ton, source_addr_npi: sm.source.npi, source_addr: sm.source.address },
        ...{
          dest_addr_ton: sm.destination.ton,
          dest_addr_npi: sm.destination.npi,
          destination_addr: sm.destination.address,
        },
        ...{ registered_delivery: sm.registeredDelivery, data_coding: sm.dataCoding },
      })
      // Binary messages, because it reads no text without losing octets.
      expect(Buffer.from((read.short_message as { message: Buffer }).message)).toEqual(Buffer.from(sm.message))
    }),
  )
})

test('what it writes, we read', () => {
  fc.assert(
    fc.property(shortMessage, sequence, octet, fc.uint8Array({ maxLength: 400 }), (sm, number, state, payload) => {
      const written = new PDU('deliver_sm', {
        ...{ sequence_number: number, esm_class: sm.esmClass, data_coding: sm.dataCoding },
        ...{ source_addr_ton: sm.source.ton, source_addr_npi: sm.source.npi, source_addr: sm.source.address },
        ...{
          dest_addr_ton: sm.destination.ton,
          dest_addr_npi: sm.destination.npi,
          destination_addr: sm.destination.address,
        },
        ...{ registered_delivery: sm.registeredDelivery, short_message: Buffer.from(sm.message) },
        ...{ message_state: state, message_payload: Buffer.from(payload) },
      })
      const [pdu] = framer().take(written.toBuffer()) ?? []
      expect(pdu).toMatchObject({ command: COMMAND.deliver_sm, sequence: number, status: 0 })
      const read = readShortMessage(pdu?.body ?? new Uint8Array())
      expect({ ...read, message: [...read.message] }).toEqual({
        ...sm,
        message: [...sm.message],
        validity: '',
        tlvs: new Map([
          [0x0424, Buffer.from(payload)],
          [0x0427, Buffer.from([state])],
        ]),
      })
    }),
  )
})

test('a stream of PDUs is the same in whatever pieces it comes', () => {
  const pdus = fc.array(
    fc.record({
      command: fc.nat(0xffff_ffff),
      status: fc.nat(0xffff_ffff),
      sequence,
      body: fc.uint8Array({ maxLength: 40 }),
    }),
    { maxLength: 6 },
  )
  fc.assert(
    fc.property(pdus, fc.array(fc.nat(200)), (sent, cuts) => {
      const stream = Buffer.concat(sent.map(writePdu))
      const frames = framer()
      const ends = [...cuts.map((cut) => Math.min(cut, stream.length)), stream.length].toSorted((a, b) => a - b)
      const pieces = ends.map((end, at) => stream.subarray(ends[at - 1] ?? 0, end))
      const got = pieces.flatMap((piece) => frames.take(piece) ?? [])
      expect(got.map(({ body, ...head }) => ({ ...head, body: [...body] }))).toEqual(
        sent.map(({ body, ...head }) => ({ ...head, body: [...body] })),
      )
      expect(frames.partial).toBe(false)
    }),
  )
})

test('whatever stands in a body is read or refused as malformed', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 120 }), (body) => {
      try {
        const part = partOf(readShortMessage(body))
        expect(['string', 'object']).toContain(typeof textOf(part.dataCoding, part.octets))
      } catch (error) {
        expect(error).toBeInstanceOf(MalformedPdu)
      }
    }),
    { numRuns: 2_000 },
  )
})

test('a text in parts is the text again, whatever stands in it', () => {
  const text = fc.string({
    unit: fc.oneof(fc.constantFrom(...'abc€[~äßΔ\n'), fc.constantFrom('🐕', 'ж')),
    minLength: 1,
    maxLength: 500,
  })
  fc.assert(
    fc.property(text, octet, (whole, reference) => {
      const parts = segmentsOf(whole, reference).map((segment) =>
        partOf({
          ...{ source: { ton: 1, npi: 1, address: '1' }, destination: { ton: 1, npi: 1, address: '2' }, validity: '' },
          ...{ registeredDelivery: 0, esmClass: segment.header ? 0x40 : 0, dataCoding: segment.dataCoding },
          ...{ message: segment.message, tlvs: new Map() },
        }),
      )
      expect(parts.map((part) => textOf(part.dataCoding, part.octets)).join('')).toBe(whole)
      if (parts.length > 1) expect(parts.map(({ place }) => place?.number)).toEqual(parts.map((_, at) => at + 1))
    }),
  )
})
