import { readFile } from 'node:fs/promises'

/** Resident memory of a process in kB (1,024 bytes). Linux only. @throws Error when there is no such process or no procfs */
export async function residentMemory_kB(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8')
  const [, kB] = /^VmRSS:\s+(\d+) kB$/m.exec(status) ?? []
  if (kB === undefined) throw new Error(`process ${pid} has no resident memory`)
  return Number(kB)
}
