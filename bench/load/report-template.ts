import { generate } from 'mqtt-packet'
import { encode } from '../../firmware-sim/codec.ts'
import { packed } from '../../firmware-sim/collar/pack.ts'
import type { Sample } from '../../firmware-sim/collar/sample.ts'

/** One sample a report as JSON, about 150 bytes, or twenty by columns in CBOR (collar protocol §3). */
export type ReportKind = 'one' | 'packed'
export const SAMPLES: Record<ReportKind, number> = { one: 1, packed: 20 }

/** A PUBLISH of QoS 1 that is copied, and its packet identifier, `seq` and time then replaced in place: a report costs the generator a copy and a few bytes. */
export type ReportTemplate = { packet: Buffer; renumber(bytes: Buffer, at: number, nth: number): void }

const FIRST_SEQ = 1_000_000
/** A device that empties its memory: its samples are of the last day, a second apart. */
const BACKLOG_S = 86_000
const MEASURED = { lat: 59.329323, lon: 18.068581, acc: 6.5, alt: 28.4, spd: 1.4, crs: 271.5, bat: 87.5, rssi: -91 }

/** @param now_s Unix seconds, as the device's clock says in every report */
export function reportTemplate(kind: ReportKind, clientId: string, now_s: number): ReportTemplate {
  const t0_s = now_s - BACKLOG_S
  const head = { now: now_s, boot: 1, seq: FIRST_SEQ }
  const samples = Array.from({ length: SAMPLES[kind] }, (_, at) => ({ t: t0_s + at, ...MEASURED }))
  const payload =
    kind === 'one'
      ? Buffer.from(JSON.stringify({ ...head, ...samples[0] }))
      : Buffer.from(encode({ ...head, pack: packed(samples as Sample[]) }, 'cbor'))
  const topic = `v1/collars/${clientId}/report`
  const packet = generate({ cmd: 'publish', qos: 1, dup: false, retain: false, topic, messageId: 1, payload })
  const id = packet.length - payload.length - 2
  const write = kind === 'one' ? digits : uint32
  const seq = packet.indexOf(bytesOf(kind, FIRST_SEQ), id)
  const t = packet.indexOf(bytesOf(kind, t0_s), id)
  return {
    packet,
    renumber(bytes, at, nth) {
      // 1 to 65,535, and never one that is under way [MQTT-2.3.1-2].
      bytes.writeUInt16BE((nth % 65_535) + 1, at + id)
      write(bytes, at + seq, FIRST_SEQ + nth)
      write(bytes, at + t, t0_s + nth * samples.length)
    },
  }
}

/** A number as it stands in the payload; of CBOR's the four bytes behind the initial byte (RFC 8949 §3.1). */
function bytesOf(kind: ReportKind, value: number): Buffer {
  if (kind === 'one') return Buffer.from(String(value))
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value)
  return bytes
}

function uint32(bytes: Buffer, at: number, value: number): void {
  bytes.writeUInt32BE(value, at)
}

/** As many digits as the first number had. */
function digits(bytes: Buffer, at: number, value: number): void {
  let left = value
  for (let place = at + String(value).length - 1; place >= at; place--) {
    bytes[place] = 48 + (left % 10)
    left = Math.floor(left / 10)
  }
}
