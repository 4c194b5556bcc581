import type { Members } from '../std/members.ts'
import { decodeUplink, type Envelope, type UplinkRefused } from '../std/uplink.ts'
import type { SaidOfItself } from './dongle-holdings.ts'

/** What a bridge says has happened (docs/protocol/dongle.md §8). `said` is null for what tells nothing of the dongle. */
export type DongleEvent = Envelope &
  (
    | { event: 'boot' | 'changed'; said: SaidOfItself; reason: null }
    | { event: 'command-rejected'; said: null; reason: Rejection }
  )
type Rejection = (typeof REJECTIONS)[number]

const EVENTS = ['boot', 'changed', 'command-rejected'] as const
/** docs/protocol/collar.md §5. */
const REJECTIONS = ['bad-signature', 'other-device', 'malformed', 'unknown-type'] as const
const FIRMWARE_LENGTH_MAX = 255

/** Reads an `event` of a dongle. @param caratId whose topic it came under: a licence number of another dongle is a fault */
export function decodeDongleEvent(
  payload: Uint8Array,
  caratId: string,
): { ok: true; event: DongleEvent } | UplinkRefused {
  const uplink = decodeUplink(payload)
  if (!uplink.ok) return uplink
  const { envelope, members } = uplink
  const event = members.oneOf('event', EVENTS)
  const read: DongleEvent =
    event === 'command-rejected'
      ? { ...envelope, event, said: null, reason: members.oneOf('reason', REJECTIONS) }
      : { ...envelope, event, said: readSaid(members, caratId), reason: null }
  return members.fault ? { ok: false, ...members.fault } : { ok: true, event: read }
}

function readSaid(members: Members, caratId: string): SaidOfItself {
  const licenceNumber = members.text('number', 16)
  if (!/^[0-9A-F]{16}$/.test(licenceNumber) || !licenceNumber.startsWith(caratId))
    members.refuse('out-of-range', 'number')
  return {
    licenceNumber,
    held: { points: members.integer('points', 0, 254), e: members.integer('e', 0, 1) === 1 },
    keyVersion: members.integer('version', 1, 255),
    firmware: members.text('firmware', FIRMWARE_LENGTH_MAX),
  }
}
