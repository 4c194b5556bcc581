import { writeSync } from 'node:fs'
import { systemClock } from '../../std/clock.ts'
import { silent } from '../../std/log.ts'
import { systemRandom } from '../../std/random.ts'
import { nextTurn } from '../../std/turn.ts'
import { INBOX_LIMITS } from '../limits.ts'
import { openInbox } from '../open.ts'
import { workerDisk } from '../worker-disk.ts'

/**
 * Appends numbered frames to the inbox in folder argv[2], from number argv[3] on, and prints each number once it is acknowledged. Behind them a reader is done with most:
 * their numbers are printed with a minus, before it says so.
 */
const [folder, from] = process.argv.slice(2)
const APPENDERS = 8

const world = { clock: systemClock(), random: systemRandom(), log: silent }
const limits = { ...INBOX_LIMITS, segmentBytes_max: 64 * 2 ** 10 }
const inbox = await openInbox({ disk: await workerDisk(folder!), world, limits })

let next = Number(from)
async function appendForever(): Promise<void> {
  for (;;) {
    const mine = next++
    const payload = Buffer.from(`${mine} ${'x'.repeat(mine % 700)}`)
    await inbox.append([{ receivedAt: world.clock.now(), source: 'test', payload }])
    await print(mine)
  }
}

/** Synchronous: an acknowledgement that was printed must not wait in a buffer of the process that is about to die. A pipe that nobody has read for a while is full. */
async function print(number: number): Promise<void> {
  for (;;) {
    try {
      return void writeSync(1, `${number}\n`)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error
      await new Promise<void>((resolve) => nextTurn(resolve))
    }
  }
}

async function passForever(): Promise<void> {
  const reader = inbox.reader('past')
  for (;;) {
    const frames = await reader.next(100)
    const last = frames?.at(-1)
    if (!last) return
    await print(-Number.parseInt(Buffer.from(last.payload).toString(), 10))
    await reader.done(last.place)
  }
}
await Promise.all([passForever(), ...Array.from({ length: APPENDERS }, appendForever)])
