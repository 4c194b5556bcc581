import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { SerialLine } from '../../std/serial-line.ts'
import { WRITE_QUEUE_BYTES_MAX } from './limits.ts'

/** A port with a device at its far end, for the contract. */
export type PortUnderTest = {
  /** Opens the port anew, wherever its device is plugged in now. */
  open(): Promise<SerialLine>
  device: { write(bytes: Uint8Array): unknown; onBytes(take: (bytes: Uint8Array) => void): void }
  unplug(): Promise<void>
  /** Plugs it in again, perhaps under another path; `device` is then the one that is plugged in. */
  replug(): Promise<void>
  close(): Promise<void>
}

const ALL_BYTES = Uint8Array.from({ length: 256 }, (_, byte) => byte)

/** Resolves with all bytes once there are so many, because a line may cut them anywhere. */
export function collect(onBytes: (take: (bytes: Uint8Array) => void) => void, bytes_min: number): Promise<Uint8Array> {
  return new Promise((resolve) => {
    const pieces: Uint8Array[] = []
    onBytes((piece) => {
      pieces.push(Uint8Array.from(piece))
      const all = Buffer.concat(pieces)
      if (all.length >= bytes_min) resolve(Uint8Array.from(all))
    })
  })
}

/** What every serial line does, whatever port it is on. @param start a fresh port for each test */
export function serialLineContract(name: string, start: () => Promise<PortUnderTest>): void {
  describe(`a line on ${name}`, () => {
    let port: PortUnderTest
    beforeEach(async () => {
      port = await start()
    })
    afterEach(() => port.close())
    carriesBytes(() => port)
    comesAndGoes(() => port)
  })
}

function carriesBytes(under: () => PortUnderTest): void {
  test('passes every byte as it is, both ways', async () => {
    const port = under()
    const line = await port.open()
    const [there, back] = [collect(port.device.onBytes, 256), collect(line.onBytes, 256)]
    await line.write(ALL_BYTES)
    expect(await there).toEqual(ALL_BYTES)
    port.device.write(ALL_BYTES)
    expect(await back).toEqual(ALL_BYTES)
    await line.close()
  })

  test('keeps the order of writes that were given at once', async () => {
    const port = under()
    const line = await port.open()
    const there = collect(port.device.onBytes, 200)
    await Promise.all(Array.from({ length: 200 }, (_, at) => line.write(Uint8Array.of(at))))
    expect(await there).toEqual(ALL_BYTES.subarray(0, 200))
    await line.close()
  })

  test('gives bytes that came before the taker to it first', async () => {
    const port = under()
    const line = await port.open()
    const echoed = collect(port.device.onBytes, 1)
    port.device.write(Uint8Array.of(1, 2, 3))
    await line.write(Uint8Array.of(0))
    await echoed
    const got = collect(line.onBytes, 4)
    port.device.write(Uint8Array.of(4))
    expect(await got).toEqual(Uint8Array.of(1, 2, 3, 4))
    await line.close()
  })
}

function comesAndGoes(under: () => PortUnderTest): void {
  test('is for one program: a second opener is refused, and the first goes on', async () => {
    const port = under()
    const line = await port.open()
    await expect(port.open()).rejects.toMatchObject({ name: 'PortError', code: 'port-held' })
    const there = collect(port.device.onBytes, 1)
    await line.write(Uint8Array.of(7))
    expect(await there).toEqual(Uint8Array.of(7))
    await line.close()
    await (await port.open()).close()
  })

  test('tells once that it was closed, to who comes later at once, and takes nothing more', async () => {
    const port = under()
    const line = await port.open()
    const told: string[] = []
    line.onGone((why) => told.push(why))
    await Promise.all([line.close(), line.close()])
    line.onGone((why) => told.push(why))
    expect(told).toEqual(['closed', 'closed'])
    await expect(line.write(ALL_BYTES)).rejects.toThrow('gone')
  })

  test('notices that the device was pulled, though nobody takes its bytes', async () => {
    const port = under()
    const line = await port.open()
    const gone = new Promise<string>((resolve) => line.onGone(resolve))
    await port.unplug()
    expect(await gone).not.toBe('closed')
    await expect(line.write(ALL_BYTES)).rejects.toThrow('gone')
    await line.close()
    await expect(port.open()).rejects.toMatchObject({ code: 'port-absent' })
  })

  test('is opened anew when the device was plugged in again', async () => {
    const port = under()
    const line = await port.open()
    const gone = new Promise<string>((resolve) => line.onGone(resolve))
    await port.unplug()
    await gone
    await port.replug()
    const again = await port.open()
    const there = collect(port.device.onBytes, 256)
    await again.write(ALL_BYTES)
    expect(await there).toEqual(ALL_BYTES)
    await again.close()
  })

  test('lets no more than 64 kB wait for a device that takes nothing, and lets go of it when it is closed', async () => {
    const port = under()
    const line = await port.open()
    const ends: Promise<unknown>[] = []
    const kilobyte = new Uint8Array(1_024)
    for (let count = 0; count <= WRITE_QUEUE_BYTES_MAX / 1_024; count++)
      ends.push(
        line.write(kilobyte).then(
          () => 'taken',
          (error: Error) => error,
        ),
      )
    expect(await ends.at(-1)).toMatchObject({ code: 'port-full' })
    await line.close()
    expect((await Promise.all(ends)).filter((end) => end !== 'taken').length).toBeGreaterThan(1)
  })
}
