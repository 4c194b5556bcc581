import type { Link } from '../../firmware-sim/wire.ts'
import { type RecordParts, recordBytes } from '../../src/devices/testing/dongle-record.ts'
import { type Released, release as releaseIn } from '../../src/flows/licences/release.ts'
import { type DongleSecrets, registerDongle } from '../../src/flows/register-dongle.ts'
import type { LicenceType } from '../../src/licences/unlock-code.ts'
import { hmacSha256 } from '../../src/std/hmac.ts'
import { settle } from '../../src/std/manual-clock.ts'
import type { TestWorld } from '../world.ts'

export const CARAT = '12345678'
export const NUMBER = '1234567890ABCDEF'
export const OTHER_NUMBER = '12345678FEDCBA09'

/** A dongle that is known to the house, owned by the first household. */
export async function known(world: TestWorld, caratId = CARAT): Promise<{ deviceId: string; told: DongleSecrets }> {
  const { house } = world.running()
  const accountId = world.owners[0]!.accountId
  const outcome = await registerDongle(house, 'operator', { caratId, name: `dongle ${caratId}`, accountId })
  if (outcome.kind !== 'registered') throw new Error(outcome.kind)
  return outcome
}

export const points = (amount: number): LicenceType => ({ kind: 'points', points: amount })

/** Releases, as an order does it. */
export async function release(world: TestWorld, licenceNumber: string, type: LicenceType): Promise<Released> {
  const { house } = world.running()
  const made = await house.ledger.transact('release', (tx) =>
    releaseIn(house, tx, { licenceNumber, type, orderId: null, actor: 'operator', accountId: null }),
  )
  if (!made) throw new Error('released already')
  if (made.wake !== null) house.wake.emit(made.wake)
  return made
}

export type Command = {
  id: string
  device: string
  counter: number
  issued: number
  type: string
  number: string
  code: string
}

/** A bridge played by hand: what it gets is kept, what it says is what the test says. */
export type HandBridge = {
  link: Link
  /** Bodies of the commands that came, as often as they came. */
  commands: Command[]
  /** The payloads that they came in. */
  payloads: Uint8Array[]
  event(changes?: object): Promise<void>
  /** Answers as a dongle would; the tag is made with the key handed in. */
  answer(parts: RecordParts, made?: { key?: Uint8Array; version?: string; boot?: number; seq?: number }): Promise<void>
}

export async function handBridge(world: TestWorld, told: DongleSecrets, caratId = CARAT): Promise<HandBridge> {
  const topic = (leaf: string): string => `v1/dongles/${caratId}/${leaf}`
  const link = await world.broker.wire.connect({
    clientId: caratId,
    username: caratId,
    password: told.secret,
    keepAlive_s: 60,
    will: { topic: topic('online'), payload: Buffer.from('0'), qos: 1, retain: true },
  })
  let seq = 0
  const bridge: HandBridge = {
    link,
    commands: [],
    payloads: [],
    async event(changes = {}) {
      const said = { number: NUMBER, points: 0, e: 0, version: told.keyVersion, firmware: 'by hand' }
      const envelope = { now: Math.floor(world.clock.now() / 1000), boot: 1, seq: seq++ }
      const payload = Buffer.from(JSON.stringify({ ...envelope, event: 'changed', ...said, ...changes }))
      await link.publish(topic('event'), payload, { qos: 1, retain: false })
      await settle(20)
    },
    async answer(parts, made = {}) {
      const body = recordBytes(parts)
      const sig = hmacSha256(made.key ?? told.key)
        .update('koppel/v1/dongle-result\0')
        .update(body)
        .digest()
      const text = {
        now: Math.floor(world.clock.now() / 1000),
        boot: made.boot ?? 1,
        seq: made.seq ?? seq++,
        key: made.version ?? String(told.keyVersion),
        body: Buffer.from(body).toString('base64url'),
        sig: sig.toString('base64url'),
      }
      await link.publish(topic('result'), Buffer.from(JSON.stringify(text)), { qos: 1, retain: false })
      await settle(20)
    },
  }
  await link.subscribe(topic('command'), async ({ payload }) => {
    bridge.payloads.push(payload)
    const { body } = JSON.parse(Buffer.from(payload).toString()) as { body: string }
    bridge.commands.push(JSON.parse(Buffer.from(body, 'base64url').toString()) as Command)
  })
  await link.publish(topic('online'), Buffer.from('1'), { qos: 1, retain: true })
  await settle(20)
  return bridge
}

/** Unlock commands in the ledger, the oldest first. */
export async function unlocks(world: TestWorld) {
  return world
    .running()
    .house.ledger.reads.selectFrom('commands')
    .select(['id', 'state', 'reason', 'counter', 'release_id', 'intent'])
    .where('release_id', 'is not', null)
    .orderBy('id')
    .execute()
}

export const states = async (world: TestWorld): Promise<string[]> => (await unlocks(world)).map(({ state }) => state)
