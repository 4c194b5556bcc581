import type { World } from '../../src/std/world.ts'
import type { SimLine } from '../line.ts'
import type { Nvm } from '../nvm/nvm.ts'
import type { CutMoment } from './firmware.ts'
import type { Part } from './hardware.ts'
import type { DongleIdentity } from './identity.ts'
import { heldUnder, NO_FINGERPRINT } from './memory.ts'
import { createPower, type Power } from './power.ts'
import { COMMAND, withUserInformation } from './react.ts'
import { fingerprintOf } from './user-information.ts'

/** Where a dongle is plugged in: `ptyPort`, or one in memory. */
export type DonglePort = { readonly path: string; plug(): Promise<SimLine>; unplug(): Promise<void> }

/** What a dongle is made of. Its non-volatile memory outlives it: a second dongle on the same memory is the same dongle. */
export type DongleParts = {
  identity: DongleIdentity
  nvm: Nvm
  world: Pick<World, 'clock' | 'log'>
  port: DonglePort
}

export type DongleState = {
  caratId: string
  /** Where a program finds it. */
  path: string
  plugged: boolean
  power: 'on' | 'off'
  /** 16 hexadecimal capitals; the last 8 zeros = no user information. */
  licenceNumber: string
  /** Held under it; 0 = none. */
  points: number
  e: boolean
  failures: number
  /** Seconds of lock-out left. */
  lockOut_s: number
  boot: number
  session: number
  highestCounter: number
  /** Its self-test has found a fault, or its memory cannot be read: it answers nothing but that. */
  faulty: boolean
  armed: CutMoment | null
}

/** At which request an armed power cut strikes: one that gives an unlock code (UNLOCK, EXECUTE), or whichever comes. */
export type CutAt = 'code' | 'any'

/** A simulated dongle with the levers that an engineer has. It begins unplugged. */
export type Dongle = {
  readonly caratId: string
  readonly path: string
  /** Puts it into its port: the line is there, and power comes from it. */
  plug(): Promise<void>
  /** Pulls it out: the line hangs up, and the power is gone. */
  unplug(): Promise<void>
  /** Power of the electronics alone, while the port stays; `on` does nothing while it is unplugged. */
  power(wanted: 'on' | 'off'): Promise<void>
  /** The power fails at that moment of the next such request, while the port stays, and comes back by itself. Before and after persisting: of the next that changes memory. */
  armPowerCut(moment: CutMoment, restartAfter_ms: number, at?: CutAt): void
  /** Enters user information as the software on the customer's PC does; empty = clears it. @throws RangeError for more than 200 bytes of UTF-8 */
  enterUserInformation(text: string): Promise<void>
  /** Holds every answer back for so long from now on; 0 = not. */
  answerLate(late_ms: number): void
  /** Breaks a part, or mends it. Found out by the self-test, or when it is used. */
  damage(part: Part, broken: boolean): void
  state(): DongleState
  /** Pulls it out, for good. */
  stop(): Promise<void>
}

const CODE_COMMANDS: readonly number[] = [COMMAND.unlock, COMMAND.execute]

/** A dongle that is not plugged in. */
export function createDongle({ identity, nvm, world, port }: DongleParts): Dongle {
  const { caratId, key, keyVersion } = identity
  const self = { caratId: Buffer.from(caratId, 'hex'), key: Buffer.from(key, 'base64url'), keyVersion }
  const broken = new Set<Part>()
  let line: SimLine | null = null
  let late_ms = 0
  let armed: { moment: CutMoment; restartAfter_ms: number; at: CutAt } | null = null
  let stopped = false
  const power = createPower({
    ...{ self, nvm, world, broken, userInformation: identity.userInformation ?? '' },
    line: () => line,
    late_ms: () => late_ms,
    powerCut(moment, command) {
      if (armed?.moment !== moment || (armed.at === 'code' && !CODE_COMMANDS.includes(command))) return false
      const { restartAfter_ms } = armed
      armed = null
      power.fail(restartAfter_ms)
      return true
    },
  })

  const plug = async (): Promise<void> => {
    if (line || stopped) return
    const plugged = await port.plug()
    line = plugged
    plugged.onBytes((bytes) => power.boot()?.take(bytes))
    // A line that hangs up by itself takes the power with it.
    plugged.onClosed(() => {
      if (line === plugged) void unplug()
    })
  }
  const unplug = (): Promise<void> => {
    const gone = power.lose()
    return power.inOrder(async () => {
      await gone
      const was = line
      line = null
      await power.lose()
      if (was) await port.unplug()
    })
  }

  return {
    caratId,
    path: port.path,
    async plug() {
      await power.inOrder(plug)
      await power.on()
    },
    unplug,
    power: (wanted) => (wanted === 'on' ? power.on() : power.off()),
    armPowerCut(moment, restartAfter_ms, at = 'code') {
      armed = { moment, restartAfter_ms, at }
    },
    enterUserInformation: async (text) => {
      const bytes = Buffer.from(text)
      if (fingerprintOf(bytes) === null) throw new RangeError('user information has at most 200 bytes of UTF-8')
      await power.change((memory) => withUserInformation(memory, bytes, self) ?? memory)
    },
    answerLate(wanted_ms) {
      late_ms = wanted_ms
    },
    damage(part, isBroken) {
      if (isBroken) broken.add(part)
      else broken.delete(part)
    },
    state: () => ({
      ...{ caratId, path: port.path, plugged: line !== null, armed: armed?.moment ?? null },
      ...describe(caratId, power),
    }),
    async stop() {
      stopped = true
      await unplug()
    },
  }
}

function describe(caratId: string, power: Power): Omit<DongleState, 'caratId' | 'path' | 'plugged' | 'armed'> {
  const boot = power.boot()
  const memory = power.memory()
  const licenceNumber = (caratId + (memory?.fingerprint ?? NO_FINGERPRINT)).toUpperCase()
  const { points, e } = memory ? heldUnder(memory, licenceNumber.toLowerCase()) : { points: 0, e: false }
  const { failures = 0, session = 0, highestCounter = 0 } = memory ?? {}
  return {
    ...{ power: boot ? 'on' : 'off', licenceNumber, points, e, failures, session, highestCounter },
    lockOut_s: boot?.look().lockOut_s ?? memory?.lockOut_s ?? 0,
    boot: memory?.boot ?? 0,
    faulty: boot?.look().faulty ?? memory === null,
  }
}
