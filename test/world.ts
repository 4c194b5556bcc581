import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { type Collar, createCollar } from '../firmware-sim/collar/collar.ts'
import { COLLAR_DEFAULTS } from '../firmware-sim/collar/options.ts'
import { createDog } from '../firmware-sim/dog/dog.ts'
import { type CollarIdentity, makeIdentities, registration } from '../firmware-sim/identity.ts'
import { memoryNvm, type Nvm } from '../firmware-sim/nvm/nvm.ts'
import type { SimKind } from '../firmware-sim/sim-card.ts'
import type { Fault } from '../firmware-sim/wire/faults.ts'
import { faultyWire } from '../firmware-sim/wire/faulty-wire.ts'
import type { Wire } from '../firmware-sim/wire.ts'
import type { Actor } from '../src/accounts/actor.ts'
import type { Product } from '../src/codes/product.ts'
import { publicBytes, signingKey } from '../src/devices/signature.ts'
import { mint } from '../src/flows/mint.ts'
import { openAccount } from '../src/flows/people.ts'
import { registerDevice } from '../src/flows/register-device.ts'
import { type Ledger, MIGRATIONS, type Tables } from '../src/flows/tables.ts'
import type { DiskFaults } from '../src/inbox/disk.ts'
import { INBOX_LIMITS, type InboxLimits, SMS_INBOX_LIMITS } from '../src/inbox/limits.ts'
import { type MemoryDisk, memoryDisk } from '../src/inbox/memory-disk.ts'
import { openInbox } from '../src/inbox/open.ts'
import { type Ground, type Running, wire } from '../src/main/wiring.ts'
import { silent } from '../src/std/log.ts'
import { type ManualClock, manualClock, settle } from '../src/std/manual-clock.ts'
import { parseInstant } from '../src/std/period.ts'
import { type Random, seededRandom } from '../src/std/random.ts'
import { loadTexts } from '../src/std/texts.ts'
import { sealWithCommit } from '../src/store/seal.ts'
import { openSqlite } from '../src/store/sqlite.ts'
import type { StoreFaults } from '../src/store/store.ts'
import { openEmbeddedTelemetry } from '../src/telemetry/embedded.ts'
import type { TelemetryStore } from '../src/telemetry/telemetry.ts'
import { copied } from './setup/migrated.ts'
import { temporaryDirectory } from './setup/temporary-directory.ts'
import { type MemoryBroker, memoryBroker } from './world/memory-broker.ts'
import { type MortalClock, mortalClock } from './world/mortal-clock.ts'

/** Lets a test put a lie between the house and its ground: see `test/sabotage`. */
export type Sabotage = {
  ground?: (ground: Ground) => Ground
  running?: (running: Running) => Running
  publish?: (publish: MemoryBroker['publish']) => MemoryBroker['publish']
  wire?: (wire: Wire) => Wire
}

export type WorldOptions = {
  seed?: number
  kinds?: readonly SimKind[]
  sabotage?: Sabotage
  faults?: readonly Fault[]
  reportEvery_ms?: number
  /** What differs from the house's own. */
  inboxLimits?: Partial<InboxLimits>
}

export type Owner = { accountId: string; actor: Actor }
export type WorldCollar = { collar: Collar; identity: CollarIdentity; nvm: Nvm; deviceId: string; owner: Owner }

/** The whole house in one process: a clock moved by hand, seeded chance, wires in memory, a ledger and disks that survive its death. */
export type TestWorld = {
  clock: ManualClock
  random: Random
  owners: Owner[]
  collars: WorldCollar[]
  broker: MemoryBroker
  /** The living backend. @throws when it is down */
  running(): Running
  readonly up: boolean
  /** Where the ledger's files are. */
  readonly directory: string
  /** The process dies now, as by SIGKILL. */
  crash(): void
  /** Starts the backend on what the last one left. */
  start(): Promise<void>
  /** Consulted at every step of the ledger; a throw kills the backend there. */
  storeFaults: StoreFaults
  /** The same at every step of the inbox's disk. */
  diskFaults: DiskFaults
  /** And of the disk under the inbox of text messages. */
  smsDiskFaults: DiskFaults
  mint(product: Product, count: number): Promise<string[]>
  /** Moves the clock on, letting everything run. */
  advance(by_ms: number): Promise<void>
  close(): Promise<void>
}

const TEXTS = loadTexts(join(import.meta.dirname, '../texts'))
const PASSWORD_MEMORY_KIB = 64

export async function openWorld(options: WorldOptions = {}): Promise<TestWorld> {
  const { seed = 1, kinds = ['telia-iot'], sabotage = {}, faults = [] } = options
  const clock = manualClock()
  const random = seededRandom(seed)
  const base = { clock, random, log: silent }
  const image = await copied(MIGRATIONS)
  const directory = temporaryDirectory()
  const secret = Buffer.alloc(32, 9)
  const broker = memoryBroker()
  const telemetry: TelemetryStore = await openEmbeddedTelemetry({ memory: true, world: base })
  let disk: MemoryDisk = memoryDisk(async (step, name) => {
    try {
      await world.diskFaults(step, name)
    } catch (error) {
      world.crash()
      throw error
    }
  })
  let smsDisk: MemoryDisk = memoryDisk(async (step, name) => {
    try {
      await world.smsDiskFaults(step, name)
    } catch (error) {
      world.crash()
      throw error
    }
  })
  let alive: { running: Running; clock: MortalClock; ledger: Ledger } | null = null

  const world: TestWorld = {
    clock,
    random,
    broker,
    directory,
    owners: [],
    collars: [],
    storeFaults: () => {},
    diskFaults: () => {},
    smsDiskFaults: () => {},
    get up() {
      return alive !== null
    },
    running() {
      if (!alive) throw new Error('the backend is down')
      return alive.running
    },
    crash() {
      if (!alive) return
      alive.clock.die()
      alive = null
      broker.detach()
      disk = disk.crash(random)
      smsDisk = smsDisk.crash(random)
    },
    async start() {
      if (alive) return
      const mortal = mortalClock(clock)
      const mine = { clock: mortal, random, log: silent }
      const faultsHere: StoreFaults = (step, stories) => {
        if (alive?.clock !== mortal && alive !== null) throw new Error('a dead backend')
        try {
          world.storeFaults(step, stories)
        } catch (error) {
          world.crash()
          throw error
        }
      }
      const ledger: Ledger = await openSqlite<Tables>(
        {
          file: join(directory, 'ledger.db'),
          migrations: MIGRATIONS,
          world: mine,
          faults: faultsHere,
          durability: 'unsynced',
          ...image,
        },
        sealWithCommit,
      )
      const inbox = await openInbox({ disk, world: mine, limits: { ...INBOX_LIMITS, ...options.inboxLimits } })
      const smsInbox = await openInbox({ disk: smsDisk, world: mine, limits: SMS_INBOX_LIMITS })
      const ground: Ground = {
        ...{ world: mine, ledger, inbox, telemetry, secret, passwordMemory_KiB: PASSWORD_MEMORY_KIB },
        ...{ smsInbox, texts: TEXTS },
      }
      const publish: MemoryBroker['publish'] = async (topic, payload) =>
        alive?.clock === mortal && broker.publish(topic, payload)
      const tally = { uplink() {}, refused() {}, report() {}, setAside() {} }
      const made = await wire(sabotage.ground?.(ground) ?? ground, sabotage.publish?.(publish) ?? publish, tally)
      const running = sabotage.running?.(made) ?? made
      alive = { running, clock: mortal, ledger }
      broker.attach(running.gate)
    },
    async mint(product, count) {
      const order = { family: 'sim-activation', product, count, anchor: 'redemption' as const, channel: 'own-shop' }
      return (await mint(world.running().house, 'operator', order)).codes
    },
    async advance(by_ms) {
      await settle(10)
      await clock.advance(by_ms)
      await settle(10)
    },
    async close() {
      for (const { collar } of world.collars) await collar.stop()
      await settle()
      const last = alive
      world.crash()
      await last?.ledger.close()
      await telemetry.close()
      rmSync(directory, { recursive: true, force: true })
    },
  }
  await world.start()
  await populate(world, kinds, {
    seed,
    faults,
    reportEvery_ms: options.reportEvery_ms ?? 600_000,
    wrap: sabotage.wire ?? ((wire) => wire),
  })
  return world
}

type Setting = { seed: number; faults: readonly Fault[]; reportEvery_ms: number; wrap: (wire: Wire) => Wire }

/** Two households; the collars are given to them in turn. */
async function populate(
  world: TestWorld,
  kinds: readonly SimKind[],
  { seed, faults, reportEvery_ms, wrap }: Setting,
): Promise<void> {
  const { house } = world.running()
  for (const name of ['lind', 'ek']) {
    const user = {
      email: `${name}@example.org`,
      name,
      language: 'sv',
      password: 'of no account',
      level: 'owner' as const,
    }
    const opened = await openAccount(house, 'operator', { account: { kind: 'customer', name, country: 'SE' }, user })
    if (!opened) throw new Error('the address is taken')
    world.owners.push({
      accountId: opened.accountId,
      actor: { kind: 'user', userId: opened.userId, sessionId: name, source: '192.0.2.9' },
    })
  }
  const key = house.keys.current('command-signing')
  const backendKeys = [{ id: key.id, publicKey: Buffer.from(publicBytes(signingKey(key.bytes))).toString('base64url') }]
  const count = kinds.length
  const identities = count === 0 ? [] : makeIdentities({ count, seed, backendKeys, kinds, now_ms: world.clock.now() })
  for (const [at, identity] of identities.entries()) {
    const owner = world.owners[at % world.owners.length]!
    const { imei, secret, publicKey, sim } = registration(identity)
    const carried =
      'balance' in sim
        ? { balanceMinor: sim.balance, currency: sim.currency }
        : { validUntil: parseInstant(sim.until) ?? Number.NaN }
    const outcome = await registerDevice(house, 'operator', {
      imei,
      name: `dog ${at}`,
      secret,
      publicKey: Buffer.from(publicKey, 'base64url'),
      sim: { iccid: sim.iccid, kind: sim.kind, carried },
      accountId: owner.accountId,
    })
    if (outcome.kind !== 'registered') throw new Error(outcome.kind)
    const nvm = memoryNvm()
    const air = wrap(world.broker.wire)
    const collar = createCollar({
      identity,
      nvm,
      world: { clock: world.clock, random: seededRandom(seed * 100 + at), log: silent },
      wire:
        faults.length > 0
          ? faultyWire(air, faults, { clock: world.clock, random: seededRandom(seed * 100 + at + 50) })
          : air,
      dog: createDog({ random: seededRandom(seed * 100 + at + 70), home: { lat: 59.33, lon: 18.06 } }),
      options: { ...COLLAR_DEFAULTS, reportEvery_ms },
    })
    world.collars.push({ collar, identity, nvm, deviceId: outcome.deviceId, owner })
  }
}
