import { dongleOn } from '../../src/serial/dongle/session.ts'
import { systemBinding } from '../../src/serial/port/binding.ts'
import { openPort } from '../../src/serial/port/open.ts'
import { systemClock, wait } from '../../src/std/clock.ts'
import { systemRandom } from '../../src/std/random.ts'
import { answerAsks } from '../process/answer.ts'

/** How much a process computes that does nothing for so long, with a greeted dongle on an open port (`path`) or without any port. */
export type IdleQuestion = { path: string | null; for_ms: number }

/** Opening leaves the runtime with tidying up, which is not what an open port costs. */
const SETTLE_MS = 300
const clock = systemClock()

answerAsks(async ({ path, for_ms }: IdleQuestion) => {
  const dongle =
    path === null
      ? null
      : dongleOn(await openPort(await systemBinding(), { kind: 'path', path }, clock), {
          clock,
          random: systemRandom(),
        })
  if (dongle && (await dongle.hello()).kind !== 'ok') throw new Error(`no dongle answers at ${path}`)
  await wait(clock, SETTLE_MS)
  const before = process.cpuUsage()
  await wait(clock, for_ms)
  const { user, system } = process.cpuUsage(before)
  await dongle?.close()
  return { cpu_us: user + system }
})
