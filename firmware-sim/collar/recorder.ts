import type { Fields } from '../codec.ts'
import type { Dog } from '../dog/dog.ts'
import type { Keeper } from '../nvm/keeper.ts'
import { isSpent, type SimCard } from '../sim-card.ts'
import type { Memory } from './memory.ts'
import type { CollarOptions, Network } from './options.ts'
import { packed } from './pack.ts'
import { type Ring, SAMPLES_PER_REPORT, type Sample } from './sample.ts'
import type { Draft } from './uplink.ts'

/** Samples that a power cut may cost: flash wears out with every write. */
const UNSAVED_MAX = 20

/** What a recorder reads. `ownTime`: milliseconds since 1970 by the collar's clock; `monotonic`: milliseconds that no setting of that clock moves. */
export type RecorderOptions = {
  dog: Dog
  ring: Ring
  /** How reports are written, and how many samples one waits for. */
  layout: Pick<CollarOptions, 'encoding' | 'packed' | 'batch'>
  keeper: Keeper<Memory>
  sim: () => SimCard
  ownTime: () => number
  monotonic: () => number
  connected: () => boolean
  network: () => Network
  bytesSinceBoot: () => number
  onStoreFailed: (error: unknown) => void
}

/** Takes samples, keeps them while they cannot be reported, and makes reports of them. */
export type Recorder = {
  sample(): void
  nextReport(): Draft | null
}

/** Takes samples, and reports them or keeps them for better times. */
export function createRecorder(options: RecorderOptions): Recorder {
  const { ring, keeper, ownTime } = options
  let unsaved = 0
  let savedSomething = ring.all().length > 0

  const save = (): void => {
    unsaved = 0
    savedSomething = ring.all().length > 0
    keeper.commit((memory) => memory).catch(options.onStoreFailed)
  }

  return {
    sample() {
      const { rssi, ...reading } = options.dog.read(options.monotonic())
      const taken = { t: Math.floor(ownTime() / 1000), ...reading }
      // Without a connection there is no signal to measure, no network that serves, and nothing is used of the SIM.
      const connected = options.connected() && { rssi, sim: options.sim(), ...options.network() }
      ring.push({ ...taken, ...connected, bytes: options.bytesSinceBoot() })
      if (++unsaved >= UNSAVED_MAX) save()
    },
    nextReport() {
      if (isSpent(options.sim(), ownTime()) || ring.untaken < options.layout.batch) return null
      const samples = ring.take(SAMPLES_PER_REPORT[options.layout.encoding])
      const [first] = samples
      if (!first) return null
      const several = options.layout.packed ? { pack: packed(samples) } : { samples }
      const fields = (samples.length === 1 ? { ...first } : several) as unknown as Fields
      return { kind: 'report', fields, acknowledged: () => forget(samples) }
    },
  }

  function forget(samples: readonly Sample[]): void {
    ring.done(samples)
    if (ring.all().length > 0) return
    unsaved = 0
    // Else the next boot would report them all again.
    if (savedSomething) save()
  }
}
