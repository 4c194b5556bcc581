import { readFile } from 'node:fs/promises'

/** The kernel counts in hundredths of a second for programs, whatever it counts in itself (proc(5), USER_HZ). */
const TICK_MS = 10

/** What a process has computed since its start, all of its threads, user and system. Linux only. @throws Error when there is no such process or no procfs */
export async function processorTime_ms(pid: number): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8')
  // The second field is a name in brackets, which may contain anything: what is counted begins behind it.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  const [user, system] = [Number(fields[11]), Number(fields[12])]
  if (!Number.isFinite(user + system)) throw new Error(`process ${pid} has no processor time`)
  return (user + system) * TICK_MS
}

/** The same of several processes together. */
export async function computed_ms(pids: readonly number[]): Promise<number> {
  const each = await Promise.all(pids.map(processorTime_ms))
  return each.reduce((sum, ms) => sum + ms, 0)
}
