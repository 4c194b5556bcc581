import type { Cancel, Clock } from '../../src/std/clock.ts'
import type { World } from '../../src/std/world.ts'
import type { Dog } from '../dog/dog.ts'
import type { CollarIdentity } from '../identity.ts'
import { createKeeper, PowerLost } from '../nvm/keeper.ts'
import type { Nvm } from '../nvm/nvm.ts'
import type { SimCard } from '../sim-card.ts'
import type { Wire } from '../wire.ts'
import { createCommandDoor } from './command-door.ts'
import type { Judge } from './judge.ts'
import { encodeMemory, insertedSim, type Memory, withSim } from './memory.ts'
import { createNews } from './news.ts'
import type { CollarOptions, CutMoment, Network } from './options.ts'
import { createPurse } from './purse.ts'
import { createRecorder } from './recorder.ts'
import { createRing } from './sample.ts'
import { startSession } from './session.ts'
import { createUplink } from './uplink.ts'

export type BootParts = {
  identity: CollarIdentity
  judge: Judge
  world: World
  wire: Wire
  nvm: Nvm
  dog: Dog
  options: CollarOptions
  /** The network that serves the collar where it is now. */
  network: () => Network
  /** As stored, this boot counted. */
  memory: Memory
  covered: boolean
  powerCut: (moment: CutMoment) => boolean
}

/** One run of the firmware, from power on to power off: all that it knows beside non-volatile memory lives and dies with it. */
export type Boot = {
  memory(): Memory
  look(): { connected: boolean; samplesWaiting: number; samplesDropped: number }
  coverage(covered: boolean): void
  insert(sim: SimCard): Promise<void>
  /** The power is gone. Resolves when a store that had begun is over. */
  cut(): Promise<void>
  /** Stops in good order: samples stored, connection closed. */
  stop(): Promise<void>
}

/** Starts the firmware on what memory holds: from here until the power goes, it samples, connects, obeys and answers. */
export function startBoot(parts: BootParts): Boot {
  const { world, options, identity } = parts
  const { clock, log } = world
  const ownTime = (): number => clock.now() + parts.memory.clockOffset_ms
  const ring = createRing(parts.memory.samples, options.samples_max)
  const keeper = createKeeper(parts.nvm, parts.memory, {
    encode: encodeMemory,
    complete: (memory) => ({ ...memory, samples: ring.all().slice() }),
  })
  const sim = (): SimCard => insertedSim(keeper.memory())
  const onStoreFailed = (error: unknown): void => {
    if (!(error instanceof PowerLost)) log.error({ imei: identity.imei, error: String(error) }, 'collar memory failed')
  }
  const purse = createPurse(keeper, onStoreFailed)
  const recorder = createRecorder({
    ...{ dog: parts.dog, ring, layout: options, keeper, sim, ownTime, onStoreFailed },
    monotonic: clock.monotonic,
    connected: () => session.connected,
    network: parts.network,
    bytesSinceBoot: () => purse.bytesSinceBoot,
  })
  const uplink = createUplink({
    ...{ imei: identity.imei, boot: parts.memory.boot, encoding: options.encoding, clock, ownTime },
    puback_timeout_ms: options.puback_timeout_ms,
    nextReport: recorder.nextReport,
    spent: purse.spend,
  })
  const door = createCommandDoor({ judge: parts.judge, keeper, uplink, ownTime, powerCut: parts.powerCut, log })
  const news = createNews({ keeper, uplink, ownTime, onStoreFailed })

  news.booted()
  news.simSeen()
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
  const stopSampling = every(clock, options.reportEvery_ms, () => {
    recorder.sample()
    uplink.wake()
  })

  return {
    memory: keeper.memory,
    look: () => ({ connected: session.connected, samplesWaiting: ring.all().length, samplesDropped: ring.dropped }),
    coverage(covered) {
      if (covered) news.covered()
      session.coverage(covered)
    },
    async insert(card) {
      await keeper.commit((memory) => withSim(memory, card))
      // A modem with another card signs in to the network anew.
      session.reconnect()
      news.simSeen()
    },
    cut() {
      stopSampling()
      keeper.cut()
      session.cut()
      return keeper.settled()
    },
    async stop() {
      stopSampling()
      await session.close()
      await keeper.commit((memory) => memory).catch(onStoreFailed)
      keeper.cut()
    },
  }
}

/** Calls `act` again and again, the first time after one `period_ms`. */
function every(clock: Clock, period_ms: number, act: () => void): Cancel {
  let next: Cancel
  const arm = (): void => {
    next = clock.after(period_ms, () => {
      arm()
      act()
    })
  }
  arm()
  return () => next()
}
