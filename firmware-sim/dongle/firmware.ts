import type { World } from '../../src/std/world.ts'
import { createKeeper, PowerLost } from '../nvm/keeper.ts'
import type { Hardware } from './hardware.ts'
import { createLockOut } from './lock-out.ts'
import { encodeMemory, type Memory } from './memory.ts'
import { COMMAND, type Reaction, react, type Self, STATUS } from './react.ts'

/** When the power may go: before what a request changes is stored, between that and the answer, or with half of the answer out. */
export const CUT_MOMENTS = ['before-persist', 'after-persist', 'mid-answer'] as const
export type CutMoment = (typeof CUT_MOMENTS)[number]

export type FirmwareParts = {
  self: Self
  hardware: Hardware
  /** As stored, this power-on counted; null: it cannot be read or written. */
  memory: Memory | null
  world: Pick<World, 'clock' | 'log'>
  /** Asked at each moment; true when the power has gone. */
  powerCut: (moment: CutMoment, command: number) => boolean
}

/** What judges requests, from power on to power off: memory, lock-out, self-test. */
export type Firmware = {
  memory(): Memory | null
  look(): { lockOut_s: number; faulty: boolean; greeted: boolean }
  /** Judges a request and stores what follows from it. Calls must not overlap. @returns the answer's payload @throws PowerLost */
  carryOut(request: { command: number; payload: Uint8Array }): Promise<Uint8Array>
  /** Stores a change that did not come over the line. @throws Error when the memory does not take it */
  change(change: (memory: Memory) => Memory): Promise<void>
  /** The power is gone. Resolves when a store that had begun is over. */
  cut(): Promise<void>
}

/** Runs the self-test of power-on, and takes up the lock-out that memory holds. */
export function startFirmware({ self, hardware, memory: stored, world, powerCut }: FirmwareParts): Firmware {
  let greeted = false
  let faulty = stored === null || hardware.test(encodeMemory(stored)) !== 0
  const keeper = stored && createKeeper(hardware.nvm, stored, { encode: encodeMemory })
  const storeFailed = (error: unknown): void => {
    if (error instanceof PowerLost) return
    faulty = true
    world.log.warn({ error: String(error) }, 'dongle memory failed')
  }
  const lockOut = createLockOut(stored?.lockOut_s ?? 0, {
    ...{ clock: world.clock, uptime_ms: hardware.uptime_ms },
    store: () => void keeper?.commit((memory) => ({ ...memory, lockOut_s: lockOut.left_s() })).catch(storeFailed),
  })

  const selfTest = async (payload: Uint8Array): Promise<Uint8Array> => {
    if (!greeted && !faulty) return Uint8Array.of(STATUS.notGreeted)
    if (payload.length > 0) return Uint8Array.of(STATUS.malformed)
    const now = keeper?.memory() ?? null
    const bits = await hardware.testAll(now && encodeMemory(now))
    faulty ||= bits !== 0
    return Uint8Array.of(STATUS.ok, bits)
  }

  return {
    memory: () => keeper?.memory() ?? null,
    look: () => ({ lockOut_s: lockOut.left_s(), faulty, greeted }),
    async carryOut(request) {
      const { command, payload } = request
      if (command === COMMAND.selfTest) return selfTest(payload)
      if (faulty || !keeper) return Uint8Array.of(STATUS.memoryFault)
      let judged: Reaction = { answer: Uint8Array.of(STATUS.memoryFault), memory: null, lockOut_s: 0 }
      const judge = (memory: Memory): Memory | null => {
        const uptime_s = Math.floor(hardware.uptime_ms() / 1000)
        judged = react(memory, request, self, { greeted, uptime_s, lockOut_s: lockOut.left_s() })
        if (judged.memory && powerCut('before-persist', command)) throw new PowerLost()
        // At once rather than when it is stored: what asks meanwhile finds the door shut.
        if (judged.lockOut_s > 0) lockOut.begin(judged.lockOut_s)
        return judged.memory
      }
      await keeper.commit(judge).catch((error: unknown) => {
        if (error instanceof PowerLost) throw error
        storeFailed(error)
      })
      if (faulty) return Uint8Array.of(STATUS.memoryFault)
      if (judged.memory && powerCut('after-persist', command)) throw new PowerLost()
      greeted ||= command === COMMAND.hello && judged.answer[0] === STATUS.ok
      return judged.answer
    },
    async change(change) {
      await keeper?.commit(change).catch((error: unknown) => {
        storeFailed(error)
        throw error
      })
    },
    cut() {
      lockOut.cut()
      keeper?.cut()
      return keeper?.settled() ?? Promise.resolve()
    },
  }
}
