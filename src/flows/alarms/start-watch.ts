import type { Inbox } from '../../inbox/inbox.ts'
import type { Cancel } from '../../std/clock.ts'
import type { House } from '../house.ts'
import type { IngestTally } from '../store-reports.ts'
import { type Swept, sweepSilence, sweepValidity } from './sweep.ts'

/** How often it is looked for what comes without a report. */
export const EVERY_MS = 60_000
/** Reports that wait longer than that in the inbox are not heard yet. */
const BEHIND_MS = 60_000

export type AlarmWatch = { stop(): Promise<void> }

/** Looks every minute for collars that have fallen silent and validities whose end has come near. @param inbox where reports wait to be taken in */
export function startAlarmWatch(
  house: House,
  inbox: Pick<Inbox, 'backlog'>,
  tally: Pick<IngestTally, 'alarm'>,
): AlarmWatch {
  const { clock, log } = house.world
  let listeningSince = clock.now()
  let stopped = false
  let running = Promise.resolve()
  let cancel: Cancel = () => {}
  const whole = async (sweep: () => Promise<Swept>): Promise<void> => {
    for (let more = true; more && !stopped; ) {
      const swept = await sweep()
      for (const { rule, step } of swept.steps) tally.alarm?.(rule, step)
      more = swept.more
    }
  }
  const look = async (): Promise<void> => {
    const waiting = inbox.backlog().oldestReceivedAt
    const behind = waiting !== null && clock.now() - waiting > BEHIND_MS
    // While reports wait nobody is silent; afterwards each gets its time anew.
    if (behind) listeningSince = clock.now()
    try {
      if (!behind) await whole(() => sweepSilence(house, listeningSince))
      await whole(() => sweepValidity(house))
    } catch (error) {
      log.warn({ error }, 'silent collars not looked for')
    }
    wait()
  }
  const wait = (): void => {
    if (stopped) return
    cancel = clock.after(EVERY_MS, () => {
      running = look()
    })
  }
  wait()
  return {
    async stop() {
      stopped = true
      cancel()
      await running
    },
  }
}
