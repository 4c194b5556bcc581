import { expect, it } from 'vitest'
import { settle } from '../src/std/manual-clock.ts'
import { LINE_BUFFER_BYTES_MAX, linePair } from './line.ts'

const bytes = (text: string): Uint8Array => Buffer.from(text)

function listen(take: (onBytes: (bytes: Uint8Array) => void) => void): string[] {
  const heard: string[] = []
  take((got) => heard.push(Buffer.from(got).toString()))
  return heard
}

it('what one end writes the other hears, in order, also what came before it listened', async () => {
  const { device, host } = linePair()
  await device.write(bytes('one'))
  await device.write(bytes('two'))
  const atHost = listen(host.onBytes)
  await host.write(bytes('three'))
  const atDevice = listen(device.onBytes)
  await settle()
  expect([atHost, atDevice]).toEqual([['one', 'two'], ['three']])
})

it('what is written is what arrives, though the writer uses its buffer again', async () => {
  const { device, host } = linePair()
  const buffer = Buffer.from('kept')
  await device.write(buffer)
  buffer.fill(0)
  const heard = listen(host.onBytes)
  await settle()
  expect(heard).toEqual(['kept'])
})

it('a line that nobody reads holds so many bytes and loses the rest', async () => {
  const { device, host } = linePair()
  for (let round = 0; round < 3; round++) await device.write(new Uint8Array(LINE_BUFFER_BYTES_MAX - 10))
  let heard = 0
  host.onBytes((got) => {
    heard += got.length
  })
  await settle()
  expect(heard).toBe(LINE_BUFFER_BYTES_MAX)
  await device.write(new Uint8Array(5))
  await settle()
  expect(heard).toBe(LINE_BUFFER_BYTES_MAX + 5)
})

it('both ends learn once that the line is closed, early or late, and nothing arrives any more', async () => {
  const { device, host } = linePair()
  const heard = listen(host.onBytes)
  const told: string[] = []
  host.onGone((why) => told.push(why))
  device.onClosed(() => told.push('device'))
  const unread = device.write(bytes('too late'))
  await device.close()
  await unread
  await host.close()
  device.onClosed(() => told.push('late'))
  await settle()
  expect(told).toEqual(['hung up by the device', 'device', 'late'])
  expect(heard).toEqual([])
  await device.write(bytes('lost'))
  await expect(host.write(bytes('lost'))).rejects.toThrow('gone')
})
