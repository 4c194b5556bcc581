import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { passwords } from '../../src/accounts/password.ts'
import type { House } from '../../src/flows/house.ts'
import { registerNumberFor } from '../../src/flows/numbers/register.ts'
import type { Sender } from '../../src/flows/outbox/sender.ts'
import { type SmsDesk, startSmsDesk } from '../../src/flows/sms/desk.ts'
import { openSms } from '../../src/flows/sms/outbox.ts'
import { startSmsSender } from '../../src/flows/sms/sender.ts'
import {
  type HandedOver,
  type IncomingSms,
  type OutgoingSms,
  type SmsTransport,
  SmsTransportError,
} from '../../src/flows/sms/transport.ts'
import { type Ledger, MIGRATIONS, type Tables } from '../../src/flows/tables.ts'
import type { DiskFaults } from '../../src/inbox/disk.ts'
import { INBOX_LIMITS } from '../../src/inbox/limits.ts'
import { type MemoryDisk, memoryDisk } from '../../src/inbox/memory-disk.ts'
import { openInbox } from '../../src/inbox/open.ts'
import { silent } from '../../src/std/log.ts'
import { type ManualClock, manualClock, settle } from '../../src/std/manual-clock.ts'
import { ProblemError } from '../../src/std/problems.ts'
import { type Random, seededRandom } from '../../src/std/random.ts'
import { signal } from '../../src/std/signal.ts'
import { loadTexts } from '../../src/std/texts.ts'
import { InDoubt } from '../../src/store/errors.ts'
import { openKeyring } from '../../src/store/keyring.ts'
import { sealWithCommit } from '../../src/store/seal.ts'
import { openSqlite } from '../../src/store/sqlite.ts'
import type { StoreFaults } from '../../src/store/store.ts'
import { copied } from '../setup/migrated.ts'
import { temporaryDirectory } from '../setup/temporary-directory.ts'
import { type MortalClock, mortalClock } from '../world/mortal-clock.ts'

export const OUR_NUMBER = '+436649477338'
export const PHONE = '+436641234567'
export const NUMBER = '1234567890ABCDEF'
const TEXTS = loadTexts(join(import.meta.dirname, '../../texts'))
const OPERATOR = { kind: 'operator', source: '192.0.2.1' } as const

/**
 * How the ledger is. `away`: refuses. `hangs`: accepts stories and does not begin them. `held`: carries them out, and says so only when `release` is called. `doubtful-kept`, `doubtful-lost`: the connection goes over the commit, which stands or does not.
 */
export type Mood = 'well' | 'away' | 'hangs' | 'held' | 'doubtful-kept' | 'doubtful-lost'

type Living = {
  house: House
  desk: SmsDesk
  sender: Sender | null
  clock: MortalClock
  ledger: Ledger
  life: { dead: boolean }
}

export type DeskWorld = {
  clock: ManualClock
  random: Random
  mood: Mood
  /** Lets the ledger answer that is held. */
  release(): void
  /** Added to what the backend reads from the clock that never jumps. */
  late_ms: number
  /** What the transport took without the ledger, */
  sent: OutgoingSms[]
  /** and what it took from the outbox, where that is sent. */
  delivered: OutgoingSms[]
  /** Consulted before and after the transport takes a message. */
  wireFaults(moment: 'before' | 'after', sms: OutgoingSms): void
  /** Fails the next sendings so. */
  sendFails: SmsTransportError['kind'][]
  storeFaults: StoreFaults
  diskFaults: DiskFaults
  readonly up: boolean
  house(): House
  desk(): SmsDesk
  /** A phone writes to us; resolves when the carrier may forget the message. @param id of the message at the carrier */
  say(text: string, by?: Partial<IncomingSms>): Promise<void>
  crash(): void
  start(): Promise<void>
  advance(by_ms: number): Promise<void>
  /** Registers a number; gives the account that pays. */
  register(phone?: string, language?: string): Promise<string>
  /** Texts of the outbox, oldest first. */
  outbox(): Promise<{ to: string; text: string }[]>
  close(): Promise<void>
}

let messages = 0

/** The desk with its inbox, on a ledger and a disk that survive its death. */
export async function openDeskWorld(seed = 1, options: { sending?: boolean } = {}): Promise<DeskWorld> {
  const clock = manualClock()
  const random = seededRandom(seed)
  const image = await copied(MIGRATIONS)
  const directory = temporaryDirectory()
  let disk: MemoryDisk = memoryDisk(async (step, name) => {
    try {
      await world.diskFaults(step, name)
    } catch (error) {
      world.crash()
      throw error
    }
  })
  const held = Promise.withResolvers<void>()
  let alive: Living | null = null
  const living = () => {
    if (!alive) throw new Error('the backend is down')
    return alive
  }

  const world: DeskWorld = {
    clock,
    random,
    mood: 'well',
    late_ms: 0,
    release: () => held.resolve(),
    sent: [],
    delivered: [],
    wireFaults: () => {},
    sendFails: [],
    storeFaults: () => {},
    diskFaults: () => {},
    get up() {
      return alive !== null
    },
    house: () => living().house,
    desk: () => living().desk,
    say: (text, by = {}) =>
      living().desk.inbound({
        transport: 'test',
        providerId: `m${messages++}`,
        from: PHONE,
        to: OUR_NUMBER,
        text,
        sentAt: null,
        ...by,
      }),
    crash() {
      if (!alive) return
      alive.clock.die()
      alive.life.dead = true
      alive = null
      disk = disk.crash(random)
    },
    async start() {
      if (alive) return
      const mortal = mortalClock(clock)
      const late: MortalClock = { ...mortal, monotonic: () => mortal.monotonic() + world.late_ms }
      const mine = { clock: late, random, log: silent }
      const life = { dead: false }
      const faults: StoreFaults = (step, stories) => {
        if (life.dead) throw new Error('a dead backend')
        try {
          world.storeFaults(step, stories)
        } catch (error) {
          world.crash()
          throw error
        }
      }
      const file = join(directory, 'ledger.db')
      const storeOptions = {
        file,
        migrations: MIGRATIONS,
        world: mine,
        faults,
        durability: 'unsynced',
        ...image,
      } as const
      const store = await openSqlite<Tables>(storeOptions, sealWithCommit)
      const keys = await openKeyring({ store, world: mine, secret: Buffer.alloc(32, 9) })
      const inbox = await openInbox({ disk, world: mine, limits: { ...INBOX_LIMITS, segmentBytes_max: 4_000 } })
      const house: House = {
        world: mine,
        ledger: moody(
          store,
          () => world.mood,
          () => held.promise,
        ),
        keys,
        telemetry: undefined as never,
        passwords: passwords(random, 64),
        wake: signal(),
        minting: signal(),
      }
      const handOver = async (sms: OutgoingSms, taken: OutgoingSms[]): Promise<HandedOver> => {
        if (life.dead) return new Promise(() => {})
        world.wireFaults('before', sms)
        const fails = world.sendFails.shift()
        if (fails !== 'unavailable' && fails !== 'rejected') taken.push(sms)
        if (fails) throw new SmsTransportError(fails, 'as the test wants it')
        world.wireFaults('after', sms)
        return { providerIds: [`${sms.id}-1`] }
      }
      const send = (sms: OutgoingSms) => handOver(sms, world.sent)
      const desk = startSmsDesk(house, { inbox, texts: TEXTS, ownNumbers: [OUR_NUMBER], send })
      const transport: SmsTransport = {
        name: 'test',
        send: (sms) => handOver(sms, world.delivered),
        state: () => ({ ready: true }),
        close: async () => {},
      }
      const limits = { inFlight_max: 4, perMinute_max: 10_000 }
      const sender = options.sending ? startSmsSender(house, transport, limits) : null
      alive = { house, desk, sender, clock: mortal, ledger: store, life }
    },
    async advance(by_ms) {
      await settle(10)
      await clock.advance(by_ms)
      await settle(10)
    },
    async register(phone = PHONE, language = 'de') {
      const payer = { account: { name: 'Zahnlabor', country: 'AT' } }
      const made = await registerNumberFor(world.house(), OPERATOR, { phone, payer, language })
      if (made.kind !== 'registered') throw new Error(made.kind)
      return made.accountId
    },
    async outbox() {
      const rows = await living().ledger.reads.selectFrom('sms_messages').selectAll().orderBy('id').execute()
      return rows.map((row) => openSms(world.house(), row) ?? { to: '', text: '' })
    },
    async close() {
      const last = alive
      await last?.sender?.stop()
      await last?.desk.stop()
      world.crash()
      await last?.ledger.close()
      rmSync(directory, { recursive: true, force: true })
    },
  }
  await world.start()
  return world
}

/** A ledger between which and us something stands. */
function moody(ledger: Ledger, mood: () => Mood, released: () => Promise<void>): Ledger {
  const away = () => new ProblemError('try-again-later', {}, { cause: 'as the test wants it' })
  return {
    ...ledger,
    async transact(name, story) {
      switch (mood()) {
        case 'well':
          return ledger.transact(name, story)
        case 'away':
          throw away()
        case 'hangs':
          return new Promise(() => {})
        case 'held': {
          const answer = await ledger.transact(name, story)
          await released()
          return answer
        }
        case 'doubtful-kept':
          await ledger.transact(name, story)
          throw new InDoubt('the connection is gone')
        case 'doubtful-lost':
          throw new InDoubt('the connection is gone')
      }
    },
  }
}
