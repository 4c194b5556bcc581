import { spawn } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { connect, createServer } from 'node:net'
import { join } from 'node:path'
import { systemClock, wait } from '../../src/std/clock.ts'
import { endChild } from '../process/child.ts'

const HOW = 'Mosquitto is the peer of these figures: sudo apt-get install mosquitto (its own service is not used)'
const START_MS = 5_000
const POLL_MS = 20

export type Mosquitto = { pid: number; mqttUrl: string; stop(): Promise<void> }

/**
 * Mosquitto 2 as it comes, but for its limits: a subscriber may have any number of messages under way and waiting, else it would lose them. It keeps nothing on
 * disk: its PUBACK says less than ours.
 * @throws Error that says how to get it
 */
export async function startMosquitto(directory: string): Promise<Mosquitto> {
  const port = await freePort()
  const file = join(directory, 'mosquitto.conf')
  const limits = ['max_inflight_messages 0', 'max_queued_messages 0', 'max_queued_bytes 0', 'set_tcp_nodelay true']
  await writeFile(file, [`listener ${port} 127.0.0.1`, 'allow_anonymous true', ...limits, ''].join('\n'))
  // Debian keeps it where only root looks.
  const env = { ...process.env, PATH: `${process.env.PATH}:/usr/sbin` }
  const child = spawn('mosquitto', ['-c', file], { env, stdio: 'ignore' })
  const failed = new Promise<never>((_, reject) => child.once('error', (cause) => reject(new Error(HOW, { cause }))))
  failed.catch(() => {})
  const end = (): void => void child.kill()
  process.once('exit', end)
  child.once('exit', () => process.off('exit', end))
  const clock = systemClock()
  const until_ms = clock.monotonic() + START_MS
  while (!(await Promise.race([answers(port), failed]))) {
    if (clock.monotonic() > until_ms) throw new Error('Mosquitto does not answer')
    await wait(clock, POLL_MS)
  }
  return { pid: child.pid ?? 0, mqttUrl: `mqtt://127.0.0.1:${port}`, stop: () => endChild(child) }
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  if (address === null || typeof address === 'string') throw new Error('no free port')
  return address.port
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port })
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false))
    socket.once('connect', () => socket.end())
  })
}
