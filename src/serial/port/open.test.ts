import { describe, expect, test } from 'vitest'
import { type ManualClock, manualClock, settle } from '../../std/manual-clock.ts'
import { seededRandom } from '../../std/random.ts'
import type { SerialLine } from '../../std/serial-line.ts'
import { type MemoryDevice, memoryPorts } from '../testing/memory-ports.ts'
import type { Binding } from './binding.ts'
import { serialLineContract } from './contract.ts'
import { listPorts } from './find.ts'
import { keepOpen } from './keep-open.ts'
import { CLOSE_MS_MAX, OPEN_MS_MAX, WRITE_MS_MAX } from './limits.ts'
import { readPortName } from './name.ts'
import { openPort, portOpener } from './open.ts'

const PATH = { kind: 'path', path: '/dev/ttyUSB0' } as const
const CH340 = { path: '/dev/ttyUSB0', vendorId: '1a86', productId: '7523' }

function stage(): ReturnType<typeof memoryPorts> & { clock: ManualClock } {
  return { ...memoryPorts(), clock: manualClock() }
}

serialLineContract('a port in memory, by path', async () => {
  const { binding, plug, clock } = stage()
  let device = plug(CH340)
  // A device that takes nothing until somebody listens, as a pseudoterminal that nobody reads.
  device.taking(false)
  const listening = (one: MemoryDevice): MemoryDevice => ({
    ...one,
    onBytes(take) {
      one.onBytes(take)
      one.taking(true)
    },
  })
  const port = {
    open: portOpener(binding, PATH, clock),
    device: listening(device),
    unplug: async () => device.unplug(),
    async replug() {
      device = plug(CH340)
      port.device = listening(device)
    },
    close: async () => {},
  }
  return port
})

describe('a USB identity', () => {
  const open = (name: string, { binding, clock }: ReturnType<typeof stage>): Promise<SerialLine> => {
    const read = readPortName(name)
    if (!read) throw new Error(name)
    return openPort(binding, read, clock)
  }

  test('is found under whatever path the device has, capitals or not', async () => {
    const ports = stage()
    const device = ports.plug({ ...CH340, vendorId: '1A86' })
    await (await open('usb:1a86:7523', ports)).close()
    device.unplug()
    await expect(open('usb:1A86:7523', ports)).rejects.toMatchObject({ code: 'port-absent' })
    const again = ports.plug({ ...CH340, path: '/dev/ttyUSB7' })
    const line = await open('usb:1A86:7523', ports)
    expect(again.signals().open).toBe(true)
    await line.close()
  })

  test('of several devices is told apart by the serial number, and refused without', async () => {
    const ports = stage()
    ports.plug({ ...CH340, serialNumber: 'A1' })
    const second = ports.plug({ ...CH340, path: '/dev/ttyUSB1', serialNumber: 'A2' })
    await expect(open('usb:1a86:7523', ports)).rejects.toMatchObject({ code: 'port-ambiguous' })
    await open('usb:1a86:7523:A2', ports)
    expect(second.signals().open).toBe(true)
    await expect(open('usb:1a86:7523:a2', ports)).rejects.toMatchObject({ code: 'port-absent' })
  })
})

describe('opening', () => {
  test('puts DTR and RTS on, and a port without them opens too', async () => {
    const { binding, plug, clock } = stage()
    const device = plug(CH340)
    const line = await openPort(binding, PATH, clock)
    expect(device.signals()).toEqual({ dtr: true, rts: true, open: true })
    await line.close()
    expect(device.signals()).toEqual({ dtr: false, rts: false, open: false })
    const bare: Binding = {
      ...binding,
      open: async (options) =>
        Object.assign(await binding.open(options), { set: () => Promise.reject(new Error('no such signals')) }),
    }
    await (await openPort(bare, PATH, clock)).close()
  })

  test.each([
    ['Error Resource temporarily unavailable Cannot lock port', 'port-held'],
    ['Opening COM3: Access denied', 'port-held'],
    ['Error: Permission denied, cannot open /dev/ttyUSB0', 'port-denied'],
    ['Error: No such file or directory, cannot open /dev/ttyUSB0', 'port-absent'],
    ['Error: No such device, cannot open /dev/ttyUSB0', 'port-absent'],
    ['Opening COM9: File not found', 'port-absent'],
    ['Error: Inappropriate ioctl for device setting custom baud rate of 115200', 'port-unusable'],
  ])('"%s" is %s', async (said, code) => {
    const binding: Binding = { list: async () => [], open: () => Promise.reject(new Error(said)) }
    await expect(openPort(binding, PATH, manualClock())).rejects.toMatchObject({ code })
  })

  test('is given up after 10 s, and what opens later is closed', async () => {
    const { binding, plug, clock } = stage()
    const device = plug(CH340)
    const gate = Promise.withResolvers<void>()
    const slow: Binding = { ...binding, open: (options) => gate.promise.then(() => binding.open(options)) }
    const opening = openPort(slow, PATH, clock)
    const end = expect(opening).rejects.toMatchObject({ code: 'port-stuck' })
    await settle()
    await clock.advance(OPEN_MS_MAX)
    await end
    gate.resolve()
    await settle()
    expect(device.signals().open).toBe(false)
  })

  test('a system that lists no ports says so', async () => {
    const binding: Binding = { ...stage().binding, list: () => Promise.reject(new Error('spawn udevadm ENOENT')) }
    await expect(listPorts(binding)).rejects.toMatchObject({ code: 'port-unlisted' })
  })
})

describe('a device that hangs', () => {
  test('and takes no byte for 10 s is given up', async () => {
    const { binding, plug, clock } = stage()
    const device = plug(CH340)
    const line = await openPort(binding, PATH, clock)
    device.taking(false)
    const told: string[] = []
    line.onGone((why) => told.push(why))
    const writing = line.write(Uint8Array.of(1))
    const end = expect(writing).rejects.toThrow('gone')
    await clock.advance(WRITE_MS_MAX - 1)
    expect(told).toEqual([])
    await clock.advance(1)
    await end
    expect(told).toEqual(['the device took no bytes for 10000 ms'])
    expect(device.signals().open).toBe(false)
  })

  test('is closed within 2 s, or said to be stuck', async () => {
    const { binding, plug, clock } = stage()
    const device = plug(CH340)
    const line = await openPort(binding, PATH, clock)
    device.freeing(false)
    const closing = line.close()
    const end = expect(closing).rejects.toMatchObject({ code: 'port-stuck' })
    await clock.advance(CLOSE_MS_MAX)
    await end
  })

  test('leaves no timer behind when it works', async () => {
    const { binding, plug, clock } = stage()
    plug(CH340)
    const line = await openPort(binding, PATH, clock)
    await line.write(Uint8Array.of(1))
    await line.close()
    expect(clock.nextAt()).toBeNull()
  })
})

test('bytes that came before a device was pulled are still given to who takes them later', async () => {
  const { binding, plug, clock } = stage()
  const device = plug(CH340)
  const line = await openPort(binding, PATH, clock)
  device.write(Uint8Array.of(1, 2, 3))
  await settle()
  device.unplug()
  await settle()
  const got: number[] = []
  line.onBytes((bytes) => got.push(...bytes))
  expect(got).toEqual([1, 2, 3])
})

describe('a port that is kept open', () => {
  test('has a new line each time that the device comes back, and tells each reason once', async () => {
    const { binding, plug, clock } = stage()
    const lines: SerialLine[] = []
    const reasons: string[] = []
    const name = { kind: 'usb', vendorId: '1a86', productId: '7523' } as const
    const kept = keepOpen(
      portOpener(binding, name, clock),
      { clock, random: seededRandom(1) },
      {
        onLine: (line) => lines.push(line),
        onAbsent: (error) => reasons.push((error as Error & { code: string }).code),
      },
    )
    await clock.advance(60_000)
    expect([lines.length, reasons]).toEqual([0, ['port-absent']])
    for (let round = 1; round <= 3; round++) {
      const device = plug({ ...CH340, path: `/dev/ttyUSB${round}` })
      await clock.advance(5_000)
      expect(lines).toHaveLength(round)
      await clock.advance(60_000)
      device.unplug()
      await settle()
      await clock.advance(1_000)
      expect(reasons).toHaveLength(round + 1)
    }
    await kept.close()
    expect(clock.nextAt()).toBeNull()
  })

  test('whose device goes as soon as it is opened is tried every 5 s, not without pause', async () => {
    const clock = manualClock()
    let opened = 0
    const flapping: SerialLine = {
      write: async () => {},
      onBytes: () => {},
      onGone: (take) => take('at once'),
      close: async () => {},
    }
    const open = async (): Promise<SerialLine> => {
      opened++
      return flapping
    }
    const kept = keepOpen(open, { clock, random: seededRandom(1) }, { onLine: () => {}, onAbsent: () => {} })
    await settle()
    await clock.advance(600_000)
    expect(opened).toBeGreaterThan(100)
    expect(opened).toBeLessThan(250)
    await kept.close()
  })

  test('that is closed while it is being opened is free afterwards', async () => {
    const { binding, plug, clock } = stage()
    const device = plug(CH340)
    const lines: SerialLine[] = []
    const kept = keepOpen(
      portOpener(binding, PATH, clock),
      { clock, random: seededRandom(1) },
      {
        onLine: (line) => lines.push(line),
        onAbsent: () => {},
      },
    )
    await kept.close()
    expect([lines.length, device.signals().open]).toEqual([0, false])
  })
})
