import { createDongle, type Dongle } from '../../firmware-sim/dongle/dongle.ts'
import { memoryNvm } from '../../firmware-sim/nvm/nvm.ts'
import type { Fault } from '../../firmware-sim/wire/faults.ts'
import { faultyWire } from '../../firmware-sim/wire/faulty-wire.ts'
import { type Bridge, type BridgeNews, startBridge } from '../../src/bridge/bridge.ts'
import { publicBytes, signingKey } from '../../src/devices/signature.ts'
import { silent } from '../../src/std/log.ts'
import { settle } from '../../src/std/manual-clock.ts'
import type { Link, Wire } from '../../src/std/mqtt/wire.ts'
import { seededRandom } from '../../src/std/random.ts'
import { type MortalClock, mortalClock } from '../world/mortal-clock.ts'
import { openWorld, type TestWorld } from '../world.ts'
import { type Desk, desk, type Noise } from './desk.ts'
import { known } from './setting.ts'

/** A simulated dongle at a port in memory, and the bridge that holds the port, which may die and be started again. */
export type DongleSite = {
  caratId: string
  deviceId: string
  dongle: Dongle
  desk: Desk
  news: BridgeNews[]
  readonly up: boolean
  start(): void
  /** As by SIGTERM. */
  stop(): Promise<void>
  /** As by SIGKILL. */
  kill(): void
}

export type DongleWorldOptions = {
  seed?: number
  caratIds?: readonly string[]
  faults?: readonly Fault[]
  noise?: Noise
}

/** The whole house with dongles in place of collars: ledger, gate, wires, bridges, ports and dongles in one process, on a clock moved by hand. */
export async function openDongleWorld(
  options: DongleWorldOptions = {},
): Promise<{ world: TestWorld; sites: DongleSite[] }> {
  const { seed = 1, caratIds = ['FC000001'] } = options
  const world = await openWorld({ seed, kinds: [] })
  const { keys } = world.running().house
  const key = keys.current('command-signing')
  const backendKeys = [{ id: key.id, publicKey: publicBytes(signingKey(key.bytes)) }]
  const sites: DongleSite[] = []
  for (const [at, caratId] of caratIds.entries()) {
    const { deviceId, told } = await known(world, caratId)
    const identity = { caratId, key: Buffer.from(told.key).toString('base64url'), keyVersion: told.keyVersion }
    const place = desk(seededRandom(seed * 100 + at), options.noise)
    const dongle = createDongle({
      identity,
      nvm: memoryNvm(),
      world: { clock: world.clock, log: silent },
      port: place.port,
    })
    sites.push(
      site(world, {
        caratId,
        deviceId,
        dongle,
        desk: place,
        secret: told.secret,
        backendKeys,
        faults: options.faults ?? [],
        seed: seed * 100 + at + 50,
      }),
    )
  }
  return { world, sites }
}

type Parts = Pick<DongleSite, 'caratId' | 'deviceId' | 'dongle' | 'desk'> & {
  secret: string
  backendKeys: { id: string; publicKey: Uint8Array }[]
  faults: readonly Fault[]
  seed: number
}

function site(world: TestWorld, parts: Parts): DongleSite {
  const { caratId, deviceId, dongle, desk: place, secret, backendKeys, faults, seed } = parts
  const news: BridgeNews[] = []
  const random = seededRandom(seed)
  let alive: { bridge: Bridge; clock: MortalClock; links: Set<Link> } | null = null
  return {
    caratId,
    deviceId,
    dongle,
    desk: place,
    news,
    get up() {
      return alive !== null
    },
    start() {
      if (alive) return
      const clock = mortalClock(world.clock)
      const links = new Set<Link>()
      const mine = { clock, random, log: silent }
      const air = faults.length > 0 ? faultyWire(world.broker.wire, faults, { clock, random }) : world.broker.wire
      const wire: Wire = {
        async connect(introduction) {
          const link = await air.connect(introduction)
          links.add(link)
          return link
        },
      }
      const bridge = startBridge({
        open: place.open,
        wire,
        secretOf: (one) => (one === caratId ? secret : null),
        backendKeys,
        world: mine,
        tell: (told) => news.push(told),
      })
      alive = { bridge, clock, links }
    },
    async stop() {
      const was = alive
      alive = null
      await was?.bridge.stop()
    },
    kill() {
      const was = alive
      alive = null
      if (!was) return
      was.clock.die()
      for (const link of was.links) link.cut()
      place.release()
    },
  }
}

/** Ends everything. */
export async function closeDongleWorld(world: TestWorld, sites: readonly DongleSite[]): Promise<void> {
  for (const one of sites) {
    one.kill()
    await one.dongle.stop()
  }
  await settle()
  await world.close()
}
