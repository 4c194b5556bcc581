import { EventEmitter } from 'node:events'
import { describe, expect, test } from 'vitest'
import { settle } from '../../std/manual-clock.ts'
import { memoryPorts } from '../testing/memory-ports.ts'
import type { Binding, BindingPort } from './binding.ts'
import { guarded, guardPort, type PosixPort, type Wire } from './guard.ts'

const OPTIONS = { path: '/dev/null', baudRate: 115_200 } as BindingPort['openOptions']
const failing = (code: string) => (): never => {
  throw Object.assign(new Error(code), { code })
}

type Poller = EventEmitter & PosixPort['poller'] & { asked: number }

/** A port as bindings-cpp makes it, with its poller: one that watches for what was asked last and forgets the rest. */
async function stage(
  wire: Partial<Wire>,
): Promise<{ port: BindingPort; poller: Poller; raw: PosixPort; happen: (event: string) => void }> {
  const memory = memoryPorts()
  memory.plug({ path: OPTIONS.path })
  const emitter = new EventEmitter()
  const poller = Object.assign(emitter, {
    asked: 0,
    poll(flags: number) {
      poller.asked = flags
    },
    once(event: 'readable' | 'writable', take: (error: Error | null) => void) {
      poller.asked = event === 'readable' ? 1 : 2
      return EventEmitter.prototype.once.call(emitter, event, take)
    },
  }) as unknown as Poller
  const raw = Object.assign(await memory.binding.open(OPTIONS), { fd: 99 as number | null, poller })
  const whole: Wire = { read: failing('EAGAIN'), write: failing('EAGAIN'), ...wire }
  const happen = (event: string): void => {
    if (poller.asked & (event === 'readable' ? 1 : 2)) poller.emit(event, null)
  }
  return { port: guardPort(raw, whole), poller, raw, happen }
}

describe('reading', () => {
  test('waits until there is something, and reads on when there was nothing after all', async () => {
    let calls = 0
    const { port, happen } = await stage({ read: () => (++calls === 1 ? failing('EAGAIN')() : 3) })
    const buffer = Buffer.alloc(10)
    const reading = port.read(buffer, 0, 10)
    expect(calls).toBe(0)
    happen('readable')
    await settle()
    happen('readable')
    expect(await reading).toEqual({ buffer, bytesRead: 3 })
    expect(calls).toBe(2)
  })

  test('0 bytes is the end of the line, and not a reason to read again', async () => {
    let calls = 0
    const { port, happen } = await stage({ read: () => (++calls > 1 ? 1 : 0) })
    const reading = port.read(Buffer.alloc(10), 0, 10).catch((error: Error) => error.message)
    happen('readable')
    expect(await Promise.race([reading, settle()])).toBe('the device hung up')
    expect(calls).toBe(1)
  })

  test('fails with what the poller or the system says', async () => {
    const first = await stage({})
    const reading = first.port.read(Buffer.alloc(1), 0, 1)
    first.poller.emit('readable', new Error('bad file descriptor'))
    await expect(reading).rejects.toThrow('bad file descriptor')
    const second = await stage({ read: failing('EIO') })
    const broken = second.port.read(Buffer.alloc(1), 0, 1)
    second.happen('readable')
    await expect(broken).rejects.toThrow('EIO')
  })
})

describe('writing', () => {
  test('goes on where the system stopped, and waits when it takes nothing', async () => {
    const takes = [3, 'EAGAIN', 0, 4]
    const offsets: number[] = []
    const { port, happen } = await stage({
      write: (_fd, _bytes, offset) => {
        offsets.push(offset)
        const next = takes.shift()
        return typeof next === 'number' ? next : failing(next ?? 'EIO')()
      },
    })
    const writing = port.write(Buffer.alloc(7))
    await settle()
    happen('writable')
    await settle()
    happen('writable')
    await writing
    expect(offsets).toEqual([0, 3, 3, 3])
  })

  test('that waits keeps nobody from reading, nor reading it', async () => {
    let room = false
    const { port, happen } = await stage({ read: () => 1, write: () => (room ? 1 : failing('EAGAIN')()) })
    const reading = port.read(Buffer.alloc(1), 0, 1)
    const writing = port.write(Buffer.alloc(1))
    await settle()
    happen('readable')
    expect(await Promise.race([reading, settle()])).toMatchObject({ bytesRead: 1 })
    const next = port.read(Buffer.alloc(1), 0, 1)
    room = true
    happen('writable')
    await writing
    happen('readable')
    await next
  })
})

describe('closing', () => {
  test('happens once, ends what waits, and lets nothing touch the descriptor afterwards', async () => {
    const touched: number[] = []
    const { port, raw, poller } = await stage({
      read: (fd) => {
        touched.push(fd)
        return 1
      },
    })
    const reading = port.read(Buffer.alloc(1), 0, 1)
    const closing = port.close()
    expect(port.close()).toBe(closing)
    await closing
    raw.fd = null
    poller.emit('readable', null)
    await expect(reading).rejects.toMatchObject({ canceled: true })
    await expect(port.write(Buffer.alloc(1))).rejects.toMatchObject({ canceled: true })
    expect(touched).toEqual([])
    expect(port.isOpen).toBe(false)
  })
})

describe('opening', () => {
  test('what is no device is refused before the binding leaves it open', async () => {
    let opened = 0
    const { binding } = memoryPorts()
    const counting: Binding = {
      ...binding,
      open: (options) => {
        opened++
        return binding.open(options)
      },
    }
    const path = import.meta.filename
    await expect(guarded(counting).open({ ...OPTIONS, path })).rejects.toMatchObject({ code: 'port-unusable' })
    await expect(guarded(counting).open({ ...OPTIONS, path: '/dev/no-such' })).rejects.toThrow('no such file')
    expect(opened).toBe(0)
  })

  test('a port that is not of a POSIX system is left as it is', async () => {
    const memory = memoryPorts()
    memory.plug({ path: 'COM3' })
    const seen: BindingPort[] = []
    const binding: Binding = {
      ...memory.binding,
      open: async (options) => {
        const port = await memory.binding.open(options)
        seen.push(port)
        return port
      },
    }
    expect(await guarded(binding).open({ ...OPTIONS, path: 'COM3' })).toBe(seen[0])
  })
})
