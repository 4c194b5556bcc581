import type { DonglePort } from '../../firmware-sim/dongle/dongle.ts'
import { linePair, type SimLine } from '../../firmware-sim/line.ts'
import { fraction, type Random } from '../../src/std/random.ts'
import type { OpenSerialLine, SerialLine } from '../../src/std/serial-line.ts'

/** What goes wrong on a serial line: for each piece of bytes, the chance that it is lost, and that a bit of it turns. */
export type Noise = { lost: number; bent: number }

/** A port in memory that outlives the programs that open it: what is plugged in stays, and hears no more of one that has closed. */
export type Desk = { port: DonglePort; open: OpenSerialLine /** The program that holds it is gone. */; release(): void }

/** @param noise may be changed by its owner at any time */
export function desk(random: Random, noise: Noise = { lost: 0, bent: 0 }): Desk {
  let plugged: { onBytes(bytes: Uint8Array): void; end(): void } | null = null
  let held: { device: SimLine; host: SerialLine } | null = null

  const release = (): void => {
    const was = held
    held = null
    void was?.device.close()
  }
  const suffered = (bytes: Uint8Array): Uint8Array | null => {
    const [lost, bent, where] = [fraction(random), fraction(random), fraction(random)]
    if (lost < noise.lost) return null
    if (bent >= noise.bent || bytes.length === 0) return bytes
    const changed = Uint8Array.from(bytes)
    const bit = Math.floor(where * bytes.length * 8)
    changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7))
    return changed
  }

  const plug = (): Promise<SimLine> => {
    let taker: ((bytes: Uint8Array) => void) | null = null
    let closed = false
    const farewells: (() => void)[] = []
    const mine = {
      onBytes: (bytes: Uint8Array) => taker?.(bytes),
      end() {
        closed = true
        for (const take of farewells.splice(0)) take()
      },
    }
    plugged = mine
    return Promise.resolve({
      async write(bytes) {
        const left = plugged === mine ? suffered(bytes) : null
        if (left) await held?.device.write(left)
      },
      onBytes(take) {
        taker = take
      },
      onClosed(take) {
        if (closed) take()
        else farewells.push(take)
      },
      close: () => unplug(),
    })
  }
  const unplug = (): Promise<void> => {
    const was = plugged
    plugged = null
    release()
    was?.end()
    return Promise.resolve()
  }

  return {
    port: { path: 'memory', plug, unplug },
    release,
    async open() {
      if (!plugged) throw new Error('nothing is plugged in')
      if (held) throw new Error('held by another program')
      const pair = linePair()
      held = pair
      pair.device.onBytes((bytes) => {
        const left = suffered(bytes)
        if (left && held === pair) plugged?.onBytes(left)
      })
      pair.device.onClosed(() => {
        if (held === pair) held = null
      })
      return pair.host
    },
  }
}
