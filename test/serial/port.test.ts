import { chmodSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { openPty } from '../../firmware-sim/pty.ts'
import { ptyPort } from '../../firmware-sim/pty-port.ts'
import { systemBinding } from '../../src/serial/port/binding.ts'
import { collect, serialLineContract } from '../../src/serial/port/contract.ts'
import { listPorts } from '../../src/serial/port/find.ts'
import { keepOpen } from '../../src/serial/port/keep-open.ts'
import { readPortName } from '../../src/serial/port/name.ts'
import { openPort, portOpener } from '../../src/serial/port/open.ts'
import { systemClock } from '../../src/std/clock.ts'
import { silent } from '../../src/std/log.ts'
import { systemRandom } from '../../src/std/random.ts'
import type { SerialLine } from '../../src/std/serial-line.ts'
import { temporaryDirectory } from '../setup/temporary-directory.ts'

const soak = process.env.KOPPEL_SOAK !== undefined
const ROUNDS = soak ? 1_000 : 50
const clock = systemClock()
const world = { clock, random: systemRandom(), log: silent }
const binding = await systemBinding()
const directory = temporaryDirectory()
afterAll(() => rmSync(directory, { recursive: true }))
const path = (name: string) => ({ kind: 'path', path: name }) as const
const descriptors = (): number => readdirSync('/proc/self/fd').length
const goneOf = (line: SerialLine): Promise<string> => new Promise((resolve) => line.onGone(resolve))

let socket = 0
serialLineContract('a pseudoterminal, under a name that stays', async () => {
  const plug = ptyPort(join(directory, `socket-${++socket}`), world)
  const port = {
    open: portOpener(binding, path(plug.path), clock),
    device: await plug.plug(),
    unplug: plug.unplug,
    async replug() {
      port.device = await plug.plug()
    },
    close: plug.unplug,
  }
  return port
})

describe('a real port', () => {
  test(`is opened and closed ${ROUNDS} times, and nothing of it stays open`, { timeout: 300_000 }, async () => {
    const pty = await openPty(world)
    pty.onBytes((bytes) => void pty.write(bytes))
    const before = descriptors()
    for (let round = 0; round < ROUNDS; round++) {
      const line = await openPort(binding, path(pty.path), clock)
      const back = collect(line.onBytes, 3)
      await line.write(Uint8Array.of(0, round & 0xff, 255))
      expect(await back).toEqual(Uint8Array.of(0, round & 0xff, 255))
      await line.close()
    }
    expect(descriptors()).toBe(before)
    await pty.close()
  })

  test(`that is pulled out ${ROUNDS} times, in mid-traffic, ends each line and leaves nothing open`, {
    timeout: 300_000,
  }, async () => {
    const before = descriptors()
    for (let round = 0; round < ROUNDS; round++) {
      const pty = await openPty(world)
      pty.onBytes((bytes) => void pty.write(bytes))
      const line = await openPort(binding, path(pty.path), clock)
      line.onBytes(() => {})
      const gone = goneOf(line)
      const writing = line.write(new Uint8Array(8_192)).catch((error: Error) => error)
      await pty.close()
      expect(await gone).not.toBe('closed')
      await writing
      await line.close()
    }
    expect(descriptors()).toBe(before)
  })

  test('that a refused second opener leaves open is none', async () => {
    const pty = await openPty(world)
    const line = await openPort(binding, path(pty.path), clock)
    const before = descriptors()
    for (let round = 0; round < 20; round++)
      await expect(openPort(binding, path(pty.path), clock)).rejects.toMatchObject({ code: 'port-held' })
    expect(descriptors()).toBe(before)
    await line.close()
    await pty.close()
  })

  test('is read while the device takes nothing of what is written to it', async () => {
    const pty = await openPty(world)
    const line = await openPort(binding, path(pty.path), clock)
    const bytes = new Uint8Array(48_000).fill(0x55)
    const back = collect(line.onBytes, bytes.length)
    const sent = line.write(bytes)
    await pty.write(bytes)
    expect((await back).length).toBe(bytes.length)
    const there = collect(pty.onBytes, bytes.length)
    expect((await there).length).toBe(bytes.length)
    await sent
    await line.close()
    await pty.close()
  })

  test.each([
    ['/dev/no-such-port', 'port-absent'],
    ['/dev/null', 'port-unusable'],
    ['/dev', 'port-unusable'],
    [import.meta.filename, 'port-unusable'],
  ])('is not %s: %s', async (name, code) => {
    const before = descriptors()
    await expect(openPort(binding, path(name), clock)).rejects.toMatchObject({ code })
    expect(descriptors()).toBe(before)
  })

  test('that is kept open has a new line by itself when the device is plugged in again', async () => {
    const plug = ptyPort(join(directory, 'kept'), world)
    const lines: SerialLine[] = []
    let came: () => void = () => {}
    const next = (): Promise<void> =>
      new Promise((resolve) => {
        came = resolve
      })
    let waiting = next()
    const kept = keepOpen(portOpener(binding, path(plug.path), clock), world, {
      onLine: (line) => {
        lines.push(line)
        came()
      },
      onAbsent: () => {},
    })
    for (let round = 1; round <= 3; round++) {
      await plug.plug()
      await waiting
      expect(lines).toHaveLength(round)
      const gone = goneOf(lines.at(-1) as SerialLine)
      waiting = next()
      await plug.unplug()
      await gone
    }
    await kept.close()
  })
})

describe('the list of ports', () => {
  /** What udev says of a CH340 adapter, and of a port that is on no USB. */
  const UDEV = `P: /devices/pci0000:00/usb1/1-2/1-2:1.0/ttyUSB3/tty/ttyUSB3
N: ttyUSB3
E: DEVNAME=PTS
E: DEVLINKS=/dev/serial/by-id/usb-1a86_USB_Serial-if00-port0
E: ID_USB_VENDOR_ENC=QinHeng
E: ID_USB_VENDOR_ID=1a86
E: ID_USB_MODEL_ID=7523
E: ID_USB_SERIAL_SHORT=D1

P: /devices/platform/serial8250/tty/ttyS0
N: ttyS0
E: DEVNAME=/dev/ttyS0
`
  const PATH = process.env.PATH
  afterAll(() => {
    process.env.PATH = PATH
  })

  test('has the USB identity, by which the port is opened', async () => {
    const pty = await openPty(world)
    writeFileSync(join(directory, 'udevadm'), `#!/bin/sh\ncat <<'END'\n${UDEV.replace('PTS', pty.path)}END\n`)
    chmodSync(join(directory, 'udevadm'), 0o755)
    process.env.PATH = `${directory}:${PATH}`
    expect(await listPorts(binding)).toMatchObject([
      { path: pty.path, vendorId: '1a86', productId: '7523', serialNumber: 'D1', manufacturer: 'QinHeng' },
      { path: '/dev/ttyS0', vendorId: undefined },
    ])
    const name = readPortName('usb:1A86:7523:D1')
    if (!name) throw new Error('no name')
    await (await openPort(binding, name, clock)).close()
    await pty.close()
  })

  test('cannot be had where the system has no udev', async () => {
    process.env.PATH = directory
    rmSync(join(directory, 'udevadm'))
    await expect(listPorts(binding)).rejects.toMatchObject({ code: 'port-unlisted' })
  })
})
