import type { Keeper } from '../nvm/keeper.ts'
import { costOf } from '../sim-card.ts'
import { insertedSim, type Memory, withCharge } from './memory.ts'

/** Headers beside topic and payload of one QoS 1 publish: MQTT 7, its PUBACK 4, IPv4 and TCP 40 each way. */
const HEADER_BYTES = 91

/** Counts what goes over the air, and lets a Travel SIM pay for it. */
export type Purse = {
  /** @param bytes topic and payload of one message */
  spend(bytes: number): void
  readonly bytesSinceBoot: number
}

/** Counts bytes on air, and takes what they cost from a SIM that carries balance. */
export function createPurse(keeper: Keeper<Memory>, onStoreFailed: (error: unknown) => void): Purse {
  let bytesSinceBoot = 0
  let rest_millionths = 0
  return {
    spend(bytes) {
      bytesSinceBoot += bytes + HEADER_BYTES
      if ('until' in insertedSim(keeper.memory())) return
      const cost = costOf(bytes + HEADER_BYTES, rest_millionths)
      rest_millionths = cost.rest_millionths
      if (cost.minor === 0) return
      keeper
        .commit((memory) => {
          const sim = insertedSim(memory)
          return 'until' in sim ? null : withCharge(memory, { ...sim, balance: Math.max(0, sim.balance - cost.minor) })
        })
        .catch(onStoreFailed)
    },
    get bytesSinceBoot() {
      return bytesSinceBoot
    },
  }
}
