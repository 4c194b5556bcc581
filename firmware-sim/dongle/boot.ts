import { wait } from '../../src/std/clock.ts'
import type { SimLine } from '../line.ts'
import { PowerLost } from '../nvm/keeper.ts'
import { ANSWER, type Frame, frameBytes, requestReader } from './codec/frame.ts'
import { type Firmware, type FirmwareParts, startFirmware } from './firmware.ts'
import { COMMAND, STATUS } from './react.ts'

export type BootParts = FirmwareParts & {
  line: Pick<SimLine, 'write'>
  /** How long every answer is held back. */
  late_ms: () => number
}

/** One run of the firmware at its line, from power on to power off. */
export type Boot = Pick<Firmware, 'memory' | 'look' | 'change' | 'cut'> & {
  /** Bytes from the line. */
  take(bytes: Uint8Array): void
}

/** Requests that may wait for the one before; a host has one under way, and sends it three times. */
const REQUESTS_WAITING_MAX = 4

/** Starts the firmware on what memory holds. */
export function startBoot(parts: BootParts): Boot {
  const { line, world, powerCut } = parts
  const firmware = startFirmware(parts)
  let powered = true
  let last: { request: Frame; answer: Uint8Array } | null = null

  const carryOut = async (request: Frame): Promise<Uint8Array> => {
    const { sequence, command } = request
    const payload = await firmware.carryOut(request)
    // A greeting begins anew; one that is refused changes nothing.
    if (command === COMMAND.hello && payload[0] === STATUS.ok) last = null
    return frameBytes({ type: ANSWER, sequence, command, payload })
  }
  const answerTo = async (request: Frame): Promise<Uint8Array> => {
    if (request.command === COMMAND.hello) return carryOut(request)
    if (!last || !isSame(request, last.request)) last = { request, answer: await carryOut(request) }
    return last.answer
  }
  const send = async (command: number, answer: Uint8Array): Promise<void> => {
    const late_ms = parts.late_ms()
    if (late_ms > 0) await wait(world.clock, late_ms)
    if (!powered) return
    const half = powerCut('mid-answer', command) ? Math.ceil(answer.length / 2) : answer.length
    await line.write(answer.subarray(0, half))
  }

  let waiting = 0
  let turn: Promise<void> = Promise.resolve()
  const reader = requestReader((request) => {
    if (waiting >= REQUESTS_WAITING_MAX) return
    waiting++
    turn = turn
      .then(async () => {
        if (powered) await send(request.command, await answerTo(request))
      })
      .catch((error: unknown) => {
        if (!(error instanceof PowerLost)) throw error
      })
      .finally(() => {
        waiting--
      })
  })

  return {
    ...firmware,
    take(bytes) {
      if (powered) reader(bytes)
    },
    cut() {
      powered = false
      return firmware.cut()
    },
  }
}

/** The same request sent again (docs/protocol/dongle.md §2). */
function isSame(one: Frame, other: Frame): boolean {
  return one.sequence === other.sequence && one.command === other.command
}
