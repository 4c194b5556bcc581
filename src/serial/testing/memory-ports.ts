import type { Binding, BindingPort, PortInfo } from '../port/binding.ts'

/** A device on a port in memory. */
export type MemoryDevice = {
  write(bytes: Uint8Array): void
  /** Bytes that came before the taker are given to it first. */
  onBytes(take: (bytes: Uint8Array) => void): void
  unplug(): void
  /** The lines that the host sets, and whether anybody has the port open. */
  signals(): { dtr: boolean; rts: boolean; open: boolean }
  /** Whether the operating system takes bytes for it; when it does again, what waits goes on. */
  taking(yes: boolean): void
  /** Whether it frees the port when asked to. */
  freeing(yes: boolean): void
}

/** Ports in memory, and the devices behind them. */
export type MemoryPorts = { binding: Binding; plug(identity: Partial<PortInfo> & { path: string }): MemoryDevice }

type Plugged = { info: PortInfo; device: MemoryDevice; open(options: BindingPort['openOptions']): BindingPort }

/** An operating system without any port, until a device is plugged in. It speaks as bindings-cpp does. */
export function memoryPorts(): MemoryPorts {
  const ports = new Map<string, Plugged>()
  return {
    binding: {
      list: async () => [...ports.values()].map(({ info }) => info),
      async open(options) {
        const found = ports.get(options.path)
        if (!found) throw new Error(`Error: No such file or directory, cannot open ${options.path}`)
        if (options.lock !== false && found.device.signals().open)
          throw new Error('Error Resource temporarily unavailable Cannot lock port')
        return found.open(options as BindingPort['openOptions'])
      },
    },
    plug(identity) {
      const nothing = { manufacturer: undefined, serialNumber: undefined, pnpId: undefined, locationId: undefined }
      const info: PortInfo = { ...nothing, vendorId: undefined, productId: undefined, ...identity }
      const plugged = plug(info, () => ports.delete(info.path))
      ports.set(info.path, plugged)
      return plugged.device
    },
  }
}

/** What the port and the device behind it share. */
type Wire = {
  toHost: number[]
  toDevice: Uint8Array[]
  taker: ((bytes: Uint8Array) => void) | null
  signals: { dtr: boolean; rts: boolean; open: boolean }
  taking: boolean
  freeing: boolean
  plugged: boolean
  reading: Waiting
  writing: Waiting
  closing: Waiting
}

function plug(info: PortInfo, onUnplug: () => void): Plugged {
  const wire: Wire = {
    toHost: [],
    toDevice: [],
    taker: null,
    signals: { dtr: false, rts: false, open: false },
    taking: true,
    freeing: true,
    plugged: true,
    reading: waiting(),
    writing: waiting(),
    closing: waiting(),
  }
  const device: MemoryDevice = {
    write(bytes) {
      if (!wire.signals.open) return
      wire.toHost.push(...bytes)
      wire.reading.wake()
    },
    onBytes(take) {
      wire.taker = take
      for (const bytes of wire.toDevice.splice(0)) take(bytes)
    },
    unplug() {
      wire.plugged = false
      onUnplug()
      for (const ended of [wire.reading, wire.writing]) ended.fail(new Error('the device hung up'))
    },
    signals: () => ({ ...wire.signals }),
    taking(yes) {
      wire.taking = yes
      if (yes) wire.writing.wake()
    },
    freeing(yes) {
      wire.freeing = yes
      if (yes) wire.closing.wake()
    },
  }
  return { info, device, open: (options) => openOn(wire, options) }
}

function openOn(wire: Wire, openOptions: BindingPort['openOptions']): BindingPort {
  const { signals } = wire
  const canceled = (): Error => Object.assign(new Error('Canceled'), { canceled: true })
  const none = async (): Promise<void> => {}
  const check = (): void => {
    if (!wire.plugged) throw new Error('the device hung up')
    if (!signals.open) throw canceled()
  }
  signals.open = true
  wire.toHost.length = 0
  return {
    openOptions,
    get isOpen() {
      return signals.open
    },
    async read(buffer, offset, length) {
      check()
      if (wire.toHost.length === 0) await wire.reading.wait()
      check()
      const bytes = wire.toHost.splice(0, length)
      buffer.set(bytes, offset)
      return { buffer, bytesRead: bytes.length }
    },
    async write(bytes) {
      check()
      while (!wire.taking) await wire.writing.wait()
      check()
      if (wire.taker) wire.taker(Uint8Array.from(bytes))
      else wire.toDevice.push(Uint8Array.from(bytes))
    },
    async close() {
      if (!wire.freeing) await wire.closing.wait()
      Object.assign(signals, { dtr: false, rts: false, open: false })
      for (const ended of [wire.reading, wire.writing]) ended.fail(canceled())
    },
    async set({ dtr = false, rts = false }) {
      Object.assign(signals, { dtr, rts })
    },
    get: async () => ({ cts: true, dsr: true, dcd: true }),
    getBaudRate: async () => ({ baudRate: openOptions.baudRate }),
    update: none,
    flush: none,
    drain: none,
  }
}

type Waiting = { wait(): Promise<void>; wake(): void; fail(error: Error): void }

function waiting(): Waiting {
  const all: { resolve: () => void; reject: (error: Error) => void }[] = []
  return {
    wait: () => new Promise((resolve, reject) => all.push({ resolve, reject })),
    wake: () => {
      for (const { resolve } of all.splice(0)) resolve()
    },
    fail: (error) => {
      for (const { reject } of all.splice(0)) reject(error)
    },
  }
}
