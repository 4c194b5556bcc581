import { writeSync } from 'node:fs'
import { systemClock } from '../../std/clock.ts'
import { silent } from '../../std/log.ts'
import { systemRandom } from '../../std/random.ts'
import { nextTurn } from '../../std/turn.ts'
import { INBOX_LIMITS } from '../limits.ts'
import { openInbox } from '../open.ts'
import { workerDisk } from '../worker-disk.ts'

/** Appends numbered frames to the inbox in folder argv[2], from number argv[3] on, and prints each number once it is acknowledged. */
const [folder, from] = process.argv.slice(2)
const APPENDERS = 8

const world = { clock: systemClock(), random: systemRandom(), log: silent }
const limits = { ...INBOX_LIMITS, segmentBytes_max: 64 * 2 ** 10 }
const inbox = await openInbox({ disk: await workerDisk(folder!), world, limits })

let number = Number(from)
async function appendForever(): Promise<void> {
  for (;;) {
    const mine = number++
    const payload = Buffer.from(`${mine} ${'x'.repeat(mine % 700)}`)
    await inbox.append([{ receivedAt: world.clock.now(), source: 'test', payload }])
    await print(mine)
  }
}

/** Synchronous: an acknowledgement that was printed must not wait in a buffer of the process that is about to die. A pipe that nobody has read for a while is full. */
async function print(acknowledged: number): Promise<void> {
  for (;;) {
    try {
      return void writeSync(1, `${acknowledged}\n`)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error
      await new Promise<void>((resolve) => nextTurn(resolve))
    }
  }
}
await Promise.all(Array.from({ length: APPENDERS }, appendForever))
