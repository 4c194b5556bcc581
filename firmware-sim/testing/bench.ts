import type { KeyObject } from 'node:crypto'
import { silent } from '../../src/std/log.ts'
import { type ManualClock, manualClock } from '../../src/std/manual-clock.ts'
import { seededRandom } from '../../src/std/random.ts'
import { bytesOf, decode, type Encoding, type Fields } from '../codec.ts'
import { type Collar, createCollar } from '../collar/collar.ts'
import { COLLAR_DEFAULTS, type CollarOptions } from '../collar/options.ts'
import { createDog } from '../dog/dog.ts'
import { type CollarIdentity, makeIdentities } from '../identity.ts'
import { memoryNvm, type Nvm } from '../nvm/nvm.ts'
import { publicHalf, signatureFits, signingKey, verifyingKey } from '../signature.ts'
import type { SimKind } from '../sim-card.ts'
import { SIM_KINDS } from '../sim-card.ts'
import { type BackendPen, signCommand } from '../vectors/sign-command.ts'
import type { Wire } from '../wire.ts'
import { type Air, createAir } from './air.ts'

/** One collar on the bench: a clock moved by hand, a wire in memory, and the backend's pen. */
export type Bench = {
  clock: ManualClock
  air: Air
  collar: Collar
  identity: CollarIdentity
  pen: BackendPen
  nvm: Nvm
  /** A signed effect command that fits the collar's SIM; members given here replace those made. */
  command(members?: Fields, encoding?: Encoding): Uint8Array
  /** Bodies of the results that arrived; each has been checked against the collar's key. */
  results(): Fields[]
  reasons(): unknown[]
}

export type BenchOptions = Partial<CollarOptions> & {
  kind?: SimKind
  identity?: CollarIdentity
  clock_ms?: number
  /** Results whose bytes a faulty wire has changed are skipped, as a backend skips them, in place of failing the test. */
  ignoreForged?: boolean
  nvm?: Nvm
  seed?: number
  wire?: (air: Wire, clock: ManualClock) => Wire
}

const PEN: BackendPen = { id: 'k1', seed: Buffer.alloc(32, 7).toString('base64url') }
/** Long enough that reports do not come between: tests that want them say so. */
const QUIET_MS = 3_600_000

export function createBench(given: BenchOptions = {}): Bench {
  const { kind = 'travel-sim', nvm = memoryNvm(), seed = 1, wire, clock_ms, ignoreForged = false, ...options } = given
  const clock = manualClock(clock_ms)
  const backendKeys = [{ id: PEN.id, publicKey: publicHalf(signingKey(PEN.seed)) }]
  const made = makeIdentities({ count: 3, seed, backendKeys, now_ms: clock.now() })
  const identity = given.identity ?? made[SIM_KINDS.indexOf(kind)]
  if (!identity) throw new Error(`no collar with ${kind}`)
  const collarKey = verifyingKey(publicHalf(signingKey(identity.deviceKeySeed)))
  const air = createAir()
  const collar = createCollar({
    identity,
    nvm,
    world: { clock, random: seededRandom(seed), log: silent },
    wire: wire ? wire(air.wire, clock) : air.wire,
    dog: createDog({ random: seededRandom(seed + 1), home: { lat: 59.33, lon: 18.06 } }),
    options: { ...COLLAR_DEFAULTS, reportEvery_ms: QUIET_MS, ...options },
  })
  let counter = 0
  return {
    ...{ clock, air, collar, identity, pen: PEN, nvm },
    command(members = {}, encoding = 'json') {
      counter++
      const target: Fields =
        kind === 'travel-sim'
          ? { type: 'sim-top-up', amount: 5_000, currency: 'SEK' }
          : { type: 'sim-extend', until: '2028-01-01T00:00:00Z' }
      const { imei, sim } = identity
      const issued = Math.floor(clock.now() / 1000)
      const body = { id: commandId(counter), device: imei, counter, issued, ...target, iccid: sim.iccid, ...members }
      return signCommand(PEN, body, encoding)
    },
    results: () =>
      air.of('result').flatMap((fields) => {
        const body = readResult(fields, collarKey)
        if (!body && !ignoreForged) throw new Error('a result that is not the collar’s')
        return body ? [body] : []
      }),
    reasons: () => air.of('event').flatMap(({ event, reason }) => (event === 'command-rejected' ? [reason] : [])),
  }
}

/** The same UUID for the same number. */
export function commandId(number: number): string {
  return `01900000-0000-7000-8000-${String(number).padStart(12, '0')}`
}

function readResult(fields: Fields, key: KeyObject): Fields | null {
  const body = bytesOf(fields.body)
  const sig = bytesOf(fields.sig)
  return body && sig && signatureFits(key, 'koppel/v1/result', body, sig) ? decode(body) : null
}
