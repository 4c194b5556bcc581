import type { Fields } from '../codec.ts'
import type { Keeper } from '../nvm/keeper.ts'
import { insertedSim, type Memory } from './memory.ts'
import type { Uplink } from './uplink.ts'

const FIRMWARE = 'koppel-sim 1.0'

/** The events that a collar tells of its own accord (collar protocol §4). */
export type News = {
  booted(): void
  covered(): void
  /** Tells of another ICCID than was told before; remembered once the backend has it. */
  simSeen(): void
}

/** Events of docs/protocol/collar.md §4. @param parts `ownTime`: milliseconds since 1970 by the collar's clock */
export function createNews(parts: {
  keeper: Keeper<Memory>
  uplink: Uplink
  ownTime: () => number
  onStoreFailed: (error: unknown) => void
}): News {
  const { keeper, uplink, ownTime, onStoreFailed } = parts
  const tell = (event: string, members: Fields = {}, acknowledged: () => void = () => {}): void => {
    const fields = { t: Math.floor(ownTime() / 1000), event, ...members }
    uplink.send({ kind: 'event', fields, acknowledged })
  }
  return {
    booted: () => tell('boot', { sim: insertedSim(keeper.memory()), firmware: FIRMWARE }),
    covered: () => tell('coverage'),
    simSeen() {
      const { inserted, seenIccid } = keeper.memory()
      if (inserted === seenIccid) return
      tell('sim-changed', { sim: insertedSim(keeper.memory()) }, () => {
        keeper.commit((memory) => ({ ...memory, seenIccid: inserted })).catch(onStoreFailed)
      })
    },
  }
}
