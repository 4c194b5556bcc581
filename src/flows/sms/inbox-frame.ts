import { createHash } from 'node:crypto'
import type { Suppression } from '../../dialogue/guard.ts'
import type { Frame } from '../../inbox/inbox.ts'
import { newId } from '../../std/ids.ts'
import { seal, unseal } from '../../store/sealed.ts'
import type { House } from '../house.ts'
import type { IncomingSms } from './transport.ts'

/** A message as it was received. `id` is ours; instants in milliseconds since 1970. */
export type Received = IncomingSms & { kind: 'message'; id: string; receivedAt: number }
/** The message `of` could not be judged in time: it never will be, and is answered so unless the answer is suppressed. */
export type Verdict = { kind: 'verdict'; of: string; suppressed: Suppression | null; at: number }
/** That answer was handed to a transport. */
export type Sent = { kind: 'sent'; of: string; outcome: 'handed-over' | 'unclear' | 'rejected'; at: number }
export type Entry = Received | Verdict | Sent

/** More can change no judgement, and a robot's novel need not be kept. */
const TEXT_CHARACTERS_MAX = 2_000
const NAME_CHARACTERS_MAX = 64
const PROVIDER_ID_CHARACTERS_MAX = 200
const SOURCE = 'sms/'

/** A message with an id of ours, its members no longer than they need be. An identity that is too long stands as its hash. */
export function received({ clock, random }: House['world'], sms: IncomingSms): Received {
  const { providerId, sentAt } = sms
  const kept = providerId.length <= PROVIDER_ID_CHARACTERS_MAX
  return {
    kind: 'message',
    id: newId(clock, random),
    transport: sms.transport.slice(0, NAME_CHARACTERS_MAX),
    providerId: kept ? providerId : createHash('sha256').update(providerId).digest('hex'),
    from: sms.from.slice(0, NAME_CHARACTERS_MAX),
    to: sms.to === null ? null : sms.to.slice(0, NAME_CHARACTERS_MAX),
    text: sms.text.slice(0, TEXT_CHARACTERS_MAX),
    sentAt: Number.isSafeInteger(sentAt) ? sentAt : null,
    receivedAt: clock.now(),
  }
}

/** An entry for the inbox. Encrypted: numbers and texts are somebody's, and a segment may stay on disk for long. Key id length u8 | key id | sealed JSON. */
export function frameOf({ world, keys }: Pick<House, 'world' | 'keys'>, entry: Entry): Frame {
  const key = keys.current('sms-text')
  const id = Buffer.from(key.id)
  const sealed = seal(key.bytes, contextOf(entry.kind), Buffer.from(JSON.stringify(entry)), world.random)
  const payload = Buffer.concat([Uint8Array.of(id.length), id, sealed])
  return { receivedAt: world.clock.now(), source: SOURCE + entry.kind, payload }
}

/** The entry that a frame holds. @throws Error for one that cannot be read: damaged, under a key that is gone, or of a later version */
export function entryOf({ keys }: Pick<House, 'keys'>, { source, payload }: Frame): Entry {
  const kind = source.slice(SOURCE.length)
  const sealedAt = 1 + (payload[0] ?? 0)
  const keyId = Buffer.from(payload.subarray(1, sealedAt)).toString('utf8')
  const json = unseal(keys.byId(keyId).bytes, contextOf(kind), payload.subarray(sealedAt))
  const entry = JSON.parse(Buffer.from(json).toString('utf8')) as Entry
  if (!['message', 'verdict', 'sent'].includes(entry.kind)) throw new Error(`an entry of kind ${entry.kind}`)
  return entry
}

function contextOf(kind: string): string {
  return `sms-inbox:${kind}`
}
