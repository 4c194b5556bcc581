import { chmodSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { join } from 'node:path'
import { afterAll, expect, onTestFinished, test } from 'vitest'
import { openPty } from '../../firmware-sim/pty.ts'
import { systemBinding } from '../../src/serial/port/binding.ts'
import { collect } from '../../src/serial/port/contract.ts'
import { borrowPort, type Lending, lendingOpener } from '../../src/serial/port/lend.ts'
import { ASK_MS_MAX, LENT_MS_MAX } from '../../src/serial/port/limits.ts'
import { openPort } from '../../src/serial/port/open.ts'
import { systemClock } from '../../src/std/clock.ts'
import { silent } from '../../src/std/log.ts'
import { manualClock } from '../../src/std/manual-clock.ts'
import type { SerialLine } from '../../src/std/serial-line.ts'
import { temporaryDirectory } from '../setup/temporary-directory.ts'

const binding = await systemBinding()
const world = { clock: systemClock(), log: silent }
const directory = temporaryDirectory()
afterAll(() => rmSync(directory, { recursive: true }))
const goneOf = (line: SerialLine): Promise<string> => new Promise((resolve) => line.onGone(resolve))
const HELD = { code: 'port-held' }

let folders = 0
/** An echoing device, and a folder of its own in which it can be lent. */
async function device(): Promise<Lending> {
  const pty = await openPty(world)
  pty.onBytes((bytes) => void pty.write(bytes))
  onTestFinished(() => pty.close())
  const dir = join(directory, String(++folders))
  return { binding, name: { kind: 'path', path: pty.path }, clock: world.clock, dir }
}

/** Opens, and again until nobody else has it. */
async function openAgain(open: () => Promise<SerialLine>): Promise<SerialLine> {
  const opened: SerialLine[] = []
  const attempt = async (): Promise<number> => {
    await open().then(
      (line) => opened.push(line),
      () => {},
    )
    return opened.length
  }
  await expect.poll(attempt, { timeout: 10_000 }).toBe(1)
  const [line] = opened
  if (!line) throw new Error('not opened')
  return line
}

test('a port that is kept open is lent to who asks, held while it is lent, and comes back', async () => {
  const port = await device()
  const open = lendingOpener(port)
  for (const byte of [1, 2]) {
    const kept = await openAgain(open)
    const gone = goneOf(kept)
    const borrowed = await borrowPort(port)
    expect(await gone).toBe('closed')
    await expect(open()).rejects.toThrow('port-held: lent to another program')
    const echoed = collect(borrowed.onBytes, 1)
    await borrowed.write(Uint8Array.of(byte))
    expect(await echoed).toEqual(Uint8Array.of(byte))
    await borrowed.close()
  }
  await (await openAgain(open)).close()
  expect(readdirSync(port.dir)).toEqual([])
})

test('a borrower that dies before it has opened the port has given it back', async () => {
  const port = await device()
  const open = lendingOpener(port)
  const gone = goneOf(await open())
  const [address = ''] = readdirSync(port.dir)
  const asking = connect(join(port.dir, address))
  expect(await new Promise((resolve) => asking.once('data', (bytes) => resolve(String(bytes))))).toBe('free\n')
  await gone
  asking.destroy()
  await (await openAgain(open)).close()
})

test('a port that is free is simply opened, and one whose holder does not lend is held', async () => {
  const port = await device()
  const line = await borrowPort(port)
  await expect(borrowPort(port)).rejects.toMatchObject(HELD)
  await line.close()
  await (await openPort(binding, port.name, port.clock)).close()
})

test('what a killed lender left behind is in nobody’s way', async () => {
  const port = await device()
  const first = await lendingOpener(port)()
  const [address = ''] = readdirSync(port.dir)
  await first.close()
  writeFileSync(join(port.dir, address), '')
  await lendingOpener(port)()
  await (await borrowPort(port)).close()
})

test('nothing is lent by way of a folder that somebody else could write into', async () => {
  const port = await device()
  mkdirSync(port.dir)
  chmodSync(port.dir, 0o770)
  const line = await lendingOpener(port)()
  expect(readdirSync(port.dir)).toEqual([])
  await expect(borrowPort(port)).rejects.toMatchObject(HELD)
  await line.close()
})

test('a lender that does not let go is waited for so long, and no longer', async () => {
  const port = await device()
  const line = await lendingOpener(port)()
  const [address = ''] = readdirSync(port.dir)
  rmSync(join(port.dir, address))
  const asked = Promise.withResolvers<void>()
  const stubborn = createServer((socket) => socket.on('error', () => {}).resume() && asked.resolve())
  await new Promise<void>((resolve) => stubborn.listen(join(port.dir, address), resolve))
  const clock = manualClock()
  const borrowing = expect(borrowPort({ ...port, clock })).rejects.toMatchObject(HELD)
  await asked.promise
  await clock.advance(ASK_MS_MAX)
  await borrowing
  stubborn.close()
  await line.close()
})

test('who keeps a borrowed port too long has it no more by leave of the lender, and still has it', async () => {
  const port = await device()
  const clock = manualClock()
  const open = lendingOpener({ ...port, clock })
  await open()
  const borrowed = await borrowPort(port)
  await clock.advance(LENT_MS_MAX)
  await expect.poll(() => open().catch((error: Error) => error.message)).toMatch(/^port-held: \/dev/)
  const echoed = collect(borrowed.onBytes, 1)
  await borrowed.write(Uint8Array.of(7))
  expect(await echoed).toEqual(Uint8Array.of(7))
  await borrowed.close()
  await (await openAgain(open)).close()
})
