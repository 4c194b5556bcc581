import type { Fields } from '../../codec.ts'
import { mac } from '../../dongle/mac.ts'
import { REASONS } from '../../dongle/record.ts'
import { hex } from '../cast.ts'
import { CARAT_ID, KEY } from './cast.ts'
import { exchangeVectors } from './exchanges.ts'

const TAG_BYTES = 32

/** Every result record that stands in an exchange, with its tag and what it says, and such as others would like to see. */
export function recordVectors(): Fields[] {
  const good = exchangeVectors().flatMap(({ name, steps }) =>
    (steps as Fields[]).flatMap(({ command, answer }, at) => {
      const bytes = Buffer.from(String(answer), 'hex')
      if (command !== 0x11 || bytes[0] !== 0 || bytes.length < 3) return []
      const record = bytes.subarray(3, bytes.length - TAG_BYTES)
      return [row(`${name}, step ${at + 1}`, record, bytes.subarray(-TAG_BYTES), true)]
    }),
  )
  const applied = good.find(({ meaning }) => (meaning as Fields).outcome === 'applied')
  const record = Buffer.from(String(applied?.record), 'hex')
  const tag = Buffer.from(String(applied?.tag), 'hex')
  const turned = (bytes: Uint8Array, at: number): Uint8Array =>
    bytes.map((byte, place) => (place === at ? byte ^ 1 : byte))
  return [
    ...good,
    row('a flipped bit in the tag', record, turned(tag, 31), false),
    row('a tag that is too short', record, tag.subarray(0, 31), false),
    row('more points than were tagged', turned(record, 41), tag, false),
    row('another dongle', turned(record, 20), tag, false),
    row('a MAC of the other kind over the same bytes', record, mac(KEY, 'koppel/v1/dongle-identity', record), false),
  ]
}

function row(name: string, record: Uint8Array, tag: Uint8Array, fits: boolean): Fields {
  return { name, record: hex(record), tag: hex(tag), fits, ...(fits && { meaning: meaningOf(Buffer.from(record)) }) }
}

/** As docs/protocol/dongle.md §7 lists the members. */
function meaningOf(record: Buffer): Fields {
  const held = (at: number): Fields => ({ points: record.readUInt8(at), e: record.readUInt8(at + 1) === 1 })
  const id = record.toString('hex', 1, 17).replace(/(.{8})(.{4})(.{4})(.{4})(.{12})/, '$1-$2-$3-$4-$5')
  const outcome = (byte: number): string => (byte === 1 ? 'applied' : 'refused')
  const reason = REASONS[record.readUInt8(30)] ?? ''
  const past = Array.from({ length: record.readUInt8(51) }, (_, at) => [
    Number(record.readBigUInt64BE(52 + 9 * at)),
    outcome(record.readUInt8(60 + 9 * at)),
  ])
  return {
    ...{ id, device: CARAT_ID, counter: Number(record.readBigUInt64BE(21)), outcome: outcome(record.readUInt8(29)) },
    ...(reason === 'none' ? {} : { reason }),
    licenceNumber: record.toString('hex', 31, 39).toUpperCase(),
    ...{ before: held(39), after: held(41), boot: record.readUInt32BE(43), uptime_s: record.readUInt32BE(47) },
    outcomes: past as unknown as Fields[],
  }
}
