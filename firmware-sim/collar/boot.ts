import type { World } from '../../src/std/world.ts'
import type { Fields } from '../codec.ts'
import type { Dog } from '../dog/dog.ts'
import type { CollarIdentity } from '../identity.ts'
import type { Nvm } from '../nvm/nvm.ts'
import type { SimCard } from '../sim-card.ts'
import type { Wire } from '../wire.ts'
import { createCommandDoor } from './command-door.ts'
import type { Judge } from './judge.ts'
import { createKeeper, PowerLost } from './keeper.ts'
import { insertedSim, type Memory, withSim } from './memory.ts'
import type { CollarOptions, CutMoment } from './options.ts'
import { createPurse } from './purse.ts'
import { createRecorder } from './recorder.ts'
import { createRing } from './sample.ts'
import { startSession } from './session.ts'
import { createUplink } from './uplink.ts'

const FIRMWARE = 'koppel-sim 1.0'

export type BootParts = {
  identity: CollarIdentity
  judge: Judge
  world: World
  wire: Wire
  nvm: Nvm
  dog: Dog
  options: CollarOptions
  /** As stored, this boot counted. */
  memory: Memory
  covered: boolean
  powerCut: (moment: CutMoment) => boolean
}

/** One run of the firmware, from power on to power off: all that it knows beside non-volatile memory lives and dies with it. */
export type Boot = {
  memory(): Memory
  readonly connected: boolean
  readonly samplesWaiting: number
  readonly samplesDropped: number
  coverage(covered: boolean): void
  insert(sim: SimCard): Promise<void>
  /** The power is gone. Resolves when a store that had begun is over. */
  cut(): Promise<void>
  /** Stops in good order: samples stored, connection closed. */
  stop(): Promise<void>
}

export function startBoot(parts: BootParts): Boot {
  const { world, options, identity } = parts
  const { clock, log } = world
  const ownTime = (): number => clock.now() + parts.memory.clockOffset_ms
  const ring = createRing(parts.memory.samples, options.samples_max)
  const keeper = createKeeper(parts.nvm, parts.memory, ring.all)
  const sim = (): SimCard => insertedSim(keeper.memory())
  const onStoreFailed = (error: unknown): void => {
    if (!(error instanceof PowerLost)) log.error({ imei: identity.imei, error: String(error) }, 'collar memory failed')
  }
  const purse = createPurse(keeper, onStoreFailed)
  const recorder = createRecorder({
    ...{ dog: parts.dog, ring, encoding: options.encoding, keeper, sim, ownTime, onStoreFailed },
    monotonic: clock.monotonic,
    connected: () => session.connected,
    bytesSinceBoot: () => purse.bytesSinceBoot,
  })
  const uplink = createUplink({
    ...{ imei: identity.imei, boot: parts.memory.boot, encoding: options.encoding, clock, ownTime },
    puback_timeout_ms: options.puback_timeout_ms,
    nextReport: recorder.nextReport,
    spent: purse.spend,
  })
  const door = createCommandDoor({ judge: parts.judge, keeper, uplink, ownTime, powerCut: parts.powerCut, log })

  const tell = (event: string, members: Fields = {}, acknowledged?: () => void): void => {
    const fields = { t: Math.floor(ownTime() / 1000), event, ...members }
    uplink.send({ kind: 'event', fields, ...(acknowledged && { acknowledged }) })
  }
  const noticeSim = (): void => {
    const { inserted, seenIccid } = keeper.memory()
    if (inserted === seenIccid) return
    tell('sim-changed', { sim: sim() }, () => {
      keeper.commit((memory) => ({ ...memory, seenIccid: inserted })).catch(onStoreFailed)
    })
  }

  tell('boot', { sim: sim(), firmware: FIRMWARE })
  noticeSim()
  const session = startSession(
    {
      ...{ identity, world, wire: parts.wire, keepAlive_s: options.keepAlive_s },
      setup_timeout_ms: options.puback_timeout_ms,
      onCommand: (message) => {
        purse.spend(message.topic.length + message.payload.length)
        return door.take(message)
      },
      onUp: (link) => {
        door.resend()
        uplink.attach(link)
      },
      onDown: uplink.detach,
    },
    parts.covered,
  )
  const tick = (): void => {
    recorder.sample()
    uplink.wake()
    nextTick = clock.after(options.reportEvery_ms, tick)
  }
  let nextTick = clock.after(options.reportEvery_ms, tick)

  return {
    memory: keeper.memory,
    get connected() {
      return session.connected
    },
    get samplesWaiting() {
      return ring.all().length
    },
    get samplesDropped() {
      return ring.dropped
    },
    coverage(covered) {
      if (covered) tell('coverage')
      session.coverage(covered)
    },
    async insert(card) {
      await keeper.commit((memory) => withSim(memory, card))
      // A modem with another card signs in to the network anew.
      session.reconnect()
      noticeSim()
    },
    cut() {
      nextTick()
      keeper.cut()
      session.cut()
      return keeper.settled()
    },
    async stop() {
      nextTick()
      await session.close()
      await keeper.commit((memory) => memory).catch(onStoreFailed)
      keeper.cut()
    },
  }
}
