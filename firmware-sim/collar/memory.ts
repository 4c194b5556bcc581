import { bytesOf, decode, encode, type Fields, type Value } from '../codec.ts'
import type { CollarIdentity } from '../identity.ts'
import type { SimCard } from '../sim-card.ts'
import type { Sample } from './sample.ts'

/** Results that a collar keeps (collar protocol §5). */
export const RESULTS_MAX = 8
/** SIM cards that the simulation remembers for a collar: the first one and those put in last. */
const SIMS_MAX = 4

export type Outcome = 'applied' | 'refused'

/** A result as it was signed: sent again byte for byte. */
export type StoredResult = {
  id: string
  counter: number
  outcome: Outcome
  body: Uint8Array
  sig: Uint8Array
  /** Its PUBACK came. May be lost in a power cut, which costs one more publish. */
  acknowledged: boolean
}

/** Everything that outlives a power cut. One value, written in one step. */
export type Memory = {
  boot: number
  highestCounter: number
  /** What the collar's own clock is off by, milliseconds. */
  clockOffset_ms: number
  /** The ICCID that the firmware saw last: another one is a `sim-changed`. */
  seenIccid: string
  inserted: string
  /** The first is the one of production. */
  sims: readonly SimCard[]
  /** Lowest counter first. */
  results: readonly StoredResult[]
  /** Not yet acknowledged, oldest first. */
  samples: readonly Sample[]
}

/** The memory of a collar that was never switched on, with the SIM it was made with. */
export function firstMemory(identity: CollarIdentity): Memory {
  const { iccid } = identity.sim
  const nothingYet = { boot: 0, highestCounter: 0, clockOffset_ms: 0, results: [], samples: [] }
  return { ...nothingYet, seenIccid: iccid, inserted: iccid, sims: [identity.sim] }
}

/** The SIM in the collar. @throws Error when the memory contradicts itself */
export function insertedSim(memory: Memory): SimCard {
  const sim = memory.sims.find((one) => one.iccid === memory.inserted)
  if (!sim) throw new Error(`the memory names a SIM that it does not hold: ${memory.inserted}`)
  return sim
}

/** The same memory after the inserted SIM has changed its charge. */
export function withCharge(memory: Memory, sim: SimCard): Memory {
  return { ...memory, sims: memory.sims.map((one) => (one.iccid === sim.iccid ? sim : one)) }
}

/** The same memory with another card in the slot; one that was there before keeps the charge it had. */
export function withSim(memory: Memory, sim: SimCard): Memory {
  const [first, ...others] = memory.sims
  if (!first) throw new Error('a memory without any SIM')
  if (memory.sims.some((one) => one.iccid === sim.iccid)) return { ...memory, inserted: sim.iccid }
  return { ...memory, inserted: sim.iccid, sims: [first, ...others.slice(-(SIMS_MAX - 2)), sim] }
}

/** The memory as the bytes that go to the flash. */
export function encodeMemory(memory: Memory): Uint8Array {
  return encode({ version: 1, ...memory } as unknown as Fields, 'cbor')
}

/** @throws Error when the bytes are no memory: the collar must not start with a counter of 0 instead */
export function decodeMemory(bytes: Uint8Array): Memory {
  const fields = decode(bytes)
  if (fields?.version !== 1) throw new Error('nvm-unreadable: not the memory of a collar')
  const { version: _, ...memory } = fields as Fields & { version: Value; results: readonly Fields[] }
  const results = memory.results.map((one) => ({ ...one, body: bytesOf(one.body), sig: bytesOf(one.sig) }))
  return { ...memory, results } as unknown as Memory
}
