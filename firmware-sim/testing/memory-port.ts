import type { SerialLine } from '../../src/std/serial-line.ts'
import type { DonglePort } from '../dongle/dongle.ts'
import { linePair, type SimLine } from '../line.ts'

/** A port in memory: what is plugged in has `host()` at its other end. */
export type MemoryPort = DonglePort & {
  plugged(): boolean
  /** The line as a program opens it. @throws Error while nothing is plugged in */
  host(): SerialLine
}

/** @param between what stands in the line, on the device's side */
export function memoryPort(between: (line: SimLine) => SimLine = (line) => line): MemoryPort {
  let plugged: { device: SimLine; host: SerialLine } | null = null
  return {
    path: 'memory',
    plug() {
      const { device, host } = linePair()
      plugged = { device: between(device), host }
      return Promise.resolve(plugged.device)
    },
    async unplug() {
      const was = plugged
      plugged = null
      await was?.device.close()
    },
    plugged: () => plugged !== null,
    host() {
      if (!plugged) throw new Error('nothing is plugged in')
      return plugged.host
    },
  }
}
