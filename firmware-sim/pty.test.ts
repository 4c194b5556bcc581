import {
  closeSync,
  existsSync,
  lstatSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readlinkSync,
  rmSync,
  writeSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { ReadStream } from 'node:tty'
import { afterEach, expect, it } from 'vitest'
import { systemClock } from '../src/std/clock.ts'
import { silent } from '../src/std/log.ts'
import { openPty, type Pty } from './pty.ts'
import { ptyPort } from './pty-port.ts'
import { spawnApart } from './testing/spawn-apart.ts'

const world = { clock: systemClock(), log: silent }
const ends: (() => unknown)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end()
})

const every = Uint8Array.from({ length: 256 }, (_, at) => at)

async function opened(): Promise<Pty> {
  const pty = await openPty(world)
  ends.push(() => pty.close())
  return pty
}

/** Collects what comes until there are so many bytes. */
function collect(length: number, listen: (take: (bytes: Uint8Array) => void) => unknown): Promise<Buffer> {
  return new Promise((resolve) => {
    let all = Buffer.alloc(0)
    listen((bytes) => {
      all = Buffer.concat([all, bytes])
      if (all.length >= length) resolve(all)
    })
  })
}

/** Opens the port as a program does that knows nothing of terminals. */
function openAsFile(path: string): { fd: number; stream: ReadStream; gone: Promise<unknown> } {
  const fd = openSync(path, 'r+')
  // Opens the terminal a second time for itself, and closes that alone.
  const stream = new ReadStream(fd)
  stream.once('close', () => closeSync(fd))
  ends.push(() => stream.destroy())
  const gone = new Promise((resolve) => {
    stream.once('error', resolve)
    stream.once('end', () => resolve('end'))
  })
  return { fd, stream, gone }
}

async function run(program: string, ...args: string[]): Promise<string> {
  const child = spawnApart(program, args)
  const [out, err] = await Promise.all([
    text(child.stdout as NodeJS.ReadableStream),
    text(child.stderr as NodeJS.ReadableStream),
  ])
  return out + err
}

it('every byte passes as it is, both ways, and none is echoed', async () => {
  const pty = await opened()
  const { fd, stream } = openAsFile(pty.path)
  const atDevice = collect(every.length, pty.onBytes)
  writeSync(fd, every)
  expect(new Uint8Array(await atDevice)).toEqual(every)
  const atHost = collect(every.length, (take) => stream.on('data', take))
  const next = collect(1, pty.onBytes)
  await pty.write(every)
  expect(new Uint8Array(await atHost)).toEqual(every)
  // Anything that was echoed would come before it.
  writeSync(fd, '!')
  expect((await next).toString()).toBe('!')
})

it('it is a terminal to programs in other languages: stty knows it as raw, python writes and reads it', async () => {
  const pty = await opened()
  const modes = await run('stty', '-F', pty.path, '-a')
  for (const mode of ['-icanon', '-echo', '-opost', '-icrnl', '-ixon', '-isig', 'speed 115200'])
    expect(modes).toContain(mode)
  const asked = collect(4, pty.onBytes)
  const script = [
    'import os, sys',
    'port = os.open(sys.argv[1], os.O_RDWR | os.O_NOCTTY)',
    'os.write(port, b"a\\n\\r\\x03")',
    'got = b""',
    'while len(got) < 4: got += os.read(port, 4)',
    'print(os.isatty(port), got.hex())',
  ].join('\n')
  const told = run('python3', '-c', script, pty.path)
  expect((await asked).toString('hex')).toBe('610a0d03')
  await pty.write(Buffer.from('000a0dff', 'hex'))
  expect((await told).trim()).toBe('True 000a0dff')
})

it('a megabyte passes whole to a reader that is slower than the writer', async () => {
  const pty = await opened()
  const { stream } = openAsFile(pty.path)
  const sent = Buffer.alloc(1 << 20, every)
  const heard = collect(sent.length, (take) => stream.on('data', take))
  for (let at = 0; at < sent.length; at += 8_192) await pty.write(sent.subarray(at, at + 8_192))
  expect((await heard).equals(sent)).toBe(true)
})

it('what nobody reads is lost after a second, and the line works on', async () => {
  const pty = await opened()
  await Promise.all(Array.from({ length: 100 }, () => pty.write(new Uint8Array(8_192))))
  const { stream } = openAsFile(pty.path)
  let tail = ''
  await new Promise<void>((resolve) => {
    stream.on('data', (bytes: Buffer) => {
      tail = (tail + bytes.toString('latin1')).slice(-64)
      if (tail.includes('works')) resolve()
      else void pty.write(Buffer.from('works'))
    })
  })
  expect(tail).toContain('\0works')
})

it('on hang-up the reader sees its end, the device file goes, and writing is no error', async () => {
  const pty = await opened()
  const { stream, gone } = openAsFile(pty.path)
  stream.resume()
  let told = 0
  pty.onClosed(() => told++)
  await pty.close()
  await gone
  pty.onClosed(() => told++)
  await pty.write(every)
  await pty.close()
  expect(told).toBe(2)
  expect(existsSync(pty.path)).toBe(false)
})

it('fifty lines, opened and closed, leave no descriptor behind', async () => {
  const openAndClose = async (): Promise<void> => {
    const pty = await openPty(world)
    await pty.close()
  }
  await openAndClose()
  const before = readdirSync('/proc/self/fd').length
  for (let round = 0; round < 50; round++) await openAndClose()
  expect(readdirSync('/proc/self/fd').length).toBe(before)
})

it('the device does not notice that one program closes the port and another opens it', async () => {
  const pty = await opened()
  let closed = false
  pty.onClosed(() => {
    closed = true
  })
  for (const word of ['first', 'again']) {
    const heard = collect(word.length, pty.onBytes)
    const fd = openSync(pty.path, 'r+')
    writeSync(fd, word)
    expect((await heard).toString()).toBe(word)
    closeSync(fd)
  }
  expect(closed).toBe(false)
})

it('a name survives a replug, with another terminal behind it', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'koppel-pty-'))
  ends.push(() => rmSync(dir, { recursive: true }))
  const port = ptyPort(join(dir, 'ports', 'dongle-1'), world)
  ends.push(() => port.unplug())
  const first = await port.plug()
  const before = openAsFile(port.path)
  before.stream.resume()
  const hungUp = new Promise<void>((resolve) => first.onClosed(resolve))
  // Held open, so that the system gives the next terminal another number.
  const second = await port.plug()
  await Promise.all([hungUp, before.gone])
  expect(lstatSync(port.path).isSymbolicLink()).toBe(true)
  const after = openAsFile(port.path)
  const heard = collect(2, second.onBytes)
  writeSync(after.fd, 'hi')
  expect((await heard).toString()).toBe('hi')
  const target = readlinkSync(port.path)
  await port.unplug()
  expect([existsSync(port.path), existsSync(target)]).toEqual([false, false])
  await port.unplug()
})

it('a program started apart does not keep a line from hanging up', async () => {
  const pty = await opened()
  const { stream, gone } = openAsFile(pty.path)
  stream.resume()
  const child = spawnApart('sleep', ['60'])
  ends.push(() => child.kill())
  await pty.close()
  await gone
})
