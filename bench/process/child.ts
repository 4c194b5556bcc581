import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'

/** A process that answers questions, one promise each. */
export type Asked = {
  readonly pid: number
  /** @throws Error with the other side's message, or when the process ends first */
  ask<Answer>(question: unknown): Promise<Answer>
  /** SIGTERM; resolves when the process has ended. */
  stop(): Promise<void>
}

export type Question = { id: number; question: unknown }
export type Answered = { id: number; answer: unknown } | { id: number; error: string }

/**
 * Starts a module of ours as a process of its own: what two sides share a process, neither is measured alone.
 * @param flags of V8, besides this process' own
 */
export function startChild(module: URL, argv: readonly string[] = [], flags: readonly string[] = []): Asked {
  const execArgv = [...process.execArgv, ...flags]
  const child = fork(module, argv, {
    execArgv,
    serialization: 'advanced',
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  const waiting = new Map<number, { resolve: (answer: unknown) => void; reject: (error: Error) => void }>()
  let asked = 0
  child.on('message', (message: Answered) => {
    const entry = waiting.get(message.id)
    waiting.delete(message.id)
    if ('error' in message) entry?.reject(new Error(message.error))
    else entry?.resolve(message.answer)
  })
  child.on('exit', (code, signal) => {
    for (const { reject } of waiting.values()) reject(new Error(`${module.pathname} ended (${signal ?? code})`))
    waiting.clear()
  })
  const pid = child.pid
  if (pid === undefined) throw new Error(`${module.pathname} did not start`)
  return {
    pid,
    ask<Answer>(question: unknown) {
      return new Promise<Answer>((resolve, reject) => {
        const id = ++asked
        waiting.set(id, { resolve: resolve as (answer: unknown) => void, reject })
        child.send({ id, question } satisfies Question, (error) => error && reject(error))
      })
    },
    stop: () => endChild(child),
  }
}

/** SIGTERM; resolves when the process has ended, at once if it has already. */
export async function endChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = once(child, 'exit')
  child.kill('SIGTERM')
  await ended
}
