import { type Dongle, dongleOn } from '../serial/dongle/session.ts'
import { keepOpen } from '../serial/port/keep-open.ts'
import type { Wire } from '../std/mqtt/wire.ts'
import type { OpenSerialLine } from '../std/serial-line.ts'
import type { World } from '../std/world.ts'
import { attend } from './attend.ts'
import { keepConnected } from './connection.ts'
import { type BackendKey, readCommand } from './read-command.ts'
import { uplinksOf } from './uplinks.ts'

/** What a bridge tells whoever watches it. */
export type BridgeNews =
  /** No line, no dongle on it, or a dongle that answers no more. */
  | { state: 'absent'; why: string }
  /** A dongle is there for which no secret was given. */
  | { state: 'no-secret'; caratId: string }
  | { state: 'plugged-in'; caratId: string }
  | { state: 'online'; caratId: string }
  | { state: 'offline'; caratId: string; why: string }

export type BridgeOptions = {
  open: OpenSerialLine
  wire: Wire
  /** The device's secret of a dongle; null: none was given for it. */
  secretOf(caratId: string): string | null
  /** None: commands are not checked before the dongle checks them. */
  backendKeys: readonly BackendKey[]
  world: World
  tell(news: BridgeNews): void
}

/** Holds one port, and speaks MQTT for whatever dongle is plugged in there (docs/protocol/dongle.md §8). */
export type Bridge = {
  /** Finishes the request that is under way, says what is left to say, shows the dongle offline, and frees the port. */
  stop(): Promise<void>
}

/** Opens the port, and again whenever it is lost. */
export function startBridge(options: BridgeOptions): Bridge {
  const { world, tell } = options
  const ended = new AbortController()
  let turn: Promise<void> = Promise.resolve()

  const kept = keepOpen(options.open, world, {
    onAbsent: (error) => tell({ state: 'absent', why: error.message }),
    onLine(line) {
      // The next line may be there before the last one's connection has ended, and a dongle has one connection at a time.
      turn = turn
        .then(async () => {
          const why = await hold(options, ended.signal, dongleOn(line, world))
          if (!ended.signal.aborted) tell({ state: 'absent', why })
        })
        .catch((error: unknown) => {
          world.log.error({ error }, 'holding a dongle has failed')
          return line.close()
        })
    },
  })
  return {
    async stop() {
      ended.abort(new Error('stopped'))
      await turn
      await kept.close()
    },
  }
}

/** From an open line until it is lost; frees it. @returns why */
async function hold(options: BridgeOptions, ended: AbortSignal, dongle: Dongle): Promise<string> {
  const { world, tell } = options
  try {
    const who = await stoppable(dongle.identity(world.random.bytes(16)), ended)
    if (who === null) return 'stopped'
    if (who.kind === 'gone') return who.why
    if (who.kind !== 'ok') return `no dongle that can be understood: ${who.kind}`
    const { caratId, keyVersion } = who.value
    const secret = options.secretOf(caratId)
    if (secret === null) {
      tell({ state: 'no-secret', caratId })
      return (await stoppable(new Promise<string>((resolve) => dongle.onGone(resolve)), ended)) ?? 'stopped'
    }
    tell({ state: 'plugged-in', caratId })
    return await serve(options, ended, { dongle, caratId, keyVersion, secret })
  } finally {
    await dongle.close()
  }
}

type Served = { dongle: Dongle; caratId: string; keyVersion: number; secret: string }

async function serve(options: BridgeOptions, ended: AbortSignal, served: Served): Promise<string> {
  const { wire, world, tell, backendKeys } = options
  const { dongle, caratId, keyVersion, secret } = served
  const uplinks = uplinksOf(caratId, world.clock)
  const attendance = attend({ dongle, caratId, keyVersion, uplinks, world })
  const connection = keepConnected({
    caratId,
    secret,
    wire,
    world,
    uplinks,
    onCommand(payload) {
      const read = readCommand(payload, caratId, backendKeys)
      if (read.kind === 'order') return attendance.take(read.order)
      world.log.warn({ caratId, reason: read.reason }, 'a command was not taken')
      uplinks.say({ leaf: 'event', members: { event: 'command-rejected', reason: read.reason } })
    },
    onUp: () => tell({ state: 'online', caratId }),
    onDown: (why) => tell({ state: 'offline', caratId, why }),
  })
  const onStop = (): void => attendance.stop()
  ended.addEventListener('abort', onStop, { once: true })
  if (ended.aborted) onStop()
  try {
    return await attendance.ended
  } finally {
    ended.removeEventListener('abort', onStop)
    if (ended.aborted) await connection.leave()
    else await connection.cut()
  }
}

/** What comes first: the answer, or the end (null). */
function stoppable<T>(answer: Promise<T>, ended: AbortSignal): Promise<T | null> {
  if (ended.aborted) return Promise.resolve(null)
  return new Promise((resolve, reject) => {
    const stop = (): void => resolve(null)
    ended.addEventListener('abort', stop, { once: true })
    answer.then(resolve, reject).finally(() => ended.removeEventListener('abort', stop))
  })
}
