import { createHash } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { mqttWire } from '../src/std/mqtt/mqtt-wire.ts'
import { type Random, seededRandom } from '../src/std/random.ts'
import type { World } from '../src/std/world.ts'
import { type Collar, createCollar } from './collar/collar.ts'
import { COLLAR_DEFAULTS, type CollarOptions } from './collar/options.ts'
import { createDog } from './dog/dog.ts'
import type { CollarIdentity } from './identity.ts'
import { fileNvm } from './nvm/file-nvm.ts'
import { memoryNvm } from './nvm/nvm.ts'
import type { Fault } from './wire/faults.ts'
import { faultyWire } from './wire/faulty-wire.ts'
import { inTurns } from './wire/turns.ts'
import type { Wire } from './wire.ts'

/** Where to connect: an address (`mqtt://host:port`, `mqtts://host:port` with the PEM of its authority), or a wire of one's own. */
export type Broker = { url: string; ca?: string } | { wire: Wire }

export type FleetOptions = Partial<CollarOptions> &
  Broker & {
    identities: readonly CollarIdentity[]
    /** Where the collars' memories live, one file each; null = in this process only. Made when it is not there. */
    dir: string | null
    /** Its randomness is not used: everything follows from `seed`. */
    world: Pick<World, 'clock' | 'log'>
    /** 0 to 2^31 - 1. The same seed walks the same dogs and strikes the same faults. */
    seed: number
    faults?: readonly Fault[]
    /** Around which the collars' homes lie; Skansen in Stockholm by default. */
    centre?: { lat: number; lon: number }
  }

/** Collars in one process. */
export type Fleet = {
  /** @throws RangeError for an IMEI that is not in the fleet */
  collar(imei: string): Collar
  list(): readonly Collar[]
  /** Resolves when every collar has said goodbye and stored its samples. */
  stop(): Promise<void>
}

const CENTRE = { lat: 59.3267, lon: 18.1036 }
/** Sign-ins a second when a whole fleet is switched on at once: a broker takes about 1,000. */
const STARTS_PER_S = 500
/** Sign-ins under way at once, of all collars together. */
const CONNECTING_MAX = 100

/** Switches the collars on, at most 500 a second; resolves at once. @throws Error `nvm-unreadable`, TypeError for a bad address */
export function startFleet(options: FleetOptions): Fleet {
  const { identities, world, seed, dir } = options
  if (dir !== null) mkdirSync(dir, { recursive: true, mode: 0o700 })
  const broker =
    'wire' in options
      ? options.wire
      : mqttWire({ url: options.url, ...(options.ca && { ca: options.ca }), clock: world.clock })
  const wire = inTurns(broker, CONNECTING_MAX)
  const collars = new Map(identities.map((identity) => [identity.imei, makeCollar(identity, wire, options)]))
  const starts = [...collars.values()].map((collar, at) =>
    world.clock.after(Math.floor((at * 1000) / STARTS_PER_S), () => {
      collar.power('on').catch((error: unknown) => {
        world.log.error({ imei: collar.imei, error: String(error) }, 'collar did not start')
      })
    }),
  )
  world.log.info({ collars: collars.size, seed }, 'collars switched on')

  return {
    collar(imei) {
      const collar = collars.get(imei)
      if (!collar) throw new RangeError(`no collar ${imei} in this fleet`)
      return collar
    },
    list: () => [...collars.values()],
    async stop() {
      for (const cancel of starts) cancel()
      await Promise.all([...collars.values()].map((collar) => collar.stop()))
    },
  }
}

function makeCollar(identity: CollarIdentity, wire: Wire, fleet: FleetOptions): Collar {
  const { world, seed, dir, faults = [], centre = CENTRE } = fleet
  const { imei } = identity
  const stream = (purpose: string): Random => seededRandom(streamSeed(seed, imei, purpose))
  const where = stream('home').bytes(2)
  // Homes within about 2 km of the centre.
  const home = { lat: centre.lat + ((where[0] ?? 0) - 128) / 8000, lon: centre.lon + ((where[1] ?? 0) - 128) / 4000 }
  return createCollar({
    identity,
    nvm: dir === null ? memoryNvm() : fileNvm(join(dir, `${imei}.nvm`)),
    world: { ...world, random: stream('radio') },
    wire: faults.length === 0 ? wire : faultyWire(wire, faults, { clock: world.clock, random: stream('faults') }),
    dog: createDog({ random: stream('dog'), home }),
    options: collarOptions(fleet),
  })
}

function collarOptions(given: Partial<CollarOptions>): CollarOptions {
  const { encoding, packed, batch, reportEvery_ms, samples_max, keepAlive_s, puback_timeout_ms, network } = {
    ...COLLAR_DEFAULTS,
    ...given,
  }
  const chosen = { encoding, packed, batch, reportEvery_ms, samples_max, keepAlive_s, puback_timeout_ms, network }
  return given.gaps ? { ...chosen, gaps: given.gaps } : chosen
}

/** Streams of their own, so that what happens on the wire does not change where the dog goes. */
function streamSeed(seed: number, imei: string, purpose: string): number {
  return createHash('sha256').update(`${seed} ${imei} ${purpose}`).digest().readInt32BE(0)
}
