import pino from 'pino'
import { systemClock } from '../src/std/clock.ts'
import { simCommand } from './cli.ts'

/** `node firmware-sim/main.ts --help`: the simulator alone, without the rest of the house. */
const stop = new AbortController()
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => stop.abort())
const io = {
  out: (text: string) => process.stdout.write(text),
  err: (text: string) => process.stderr.write(text),
  input: process.stdin,
  stop: stop.signal,
}
const log = pino({ level: process.env.KOPPEL_LOG_LEVEL ?? 'warn' }, pino.destination(2))
process.exitCode = await simCommand(process.argv.slice(2), io, { clock: systemClock(), log })
