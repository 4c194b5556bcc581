import type { Cancel, Clock } from '../../std/clock.ts'
import type { Unsolicited } from './at-line.ts'
import { STARTED } from './at-machine.ts'
import { MODEM_LIMITS } from './limits.ts'

/** What a modem in use has to do besides sending, and a wake-up when there is something. */
export type Agenda = {
  /** Delivery reports that were shown. */
  reports: Unsolicited[]
  /** The memory is to be read; the network asked after. */
  due: { list: boolean; poll: boolean }
  /** Messages that were shown and wait for their acknowledgement. */
  unacknowledged: number
  wake(): void
  /** Resolves at the next wake-up, or at once if there was one since the last call. */
  woken(): Promise<void>
  /** That duty is due again then, in place of when it was. */
  later(duty: 'list' | 'poll', wait_ms: number): void
  stop(): void
}

/** At the start everything is due. */
export function newAgenda(clock: Clock): Agenda {
  const timers: Record<'list' | 'poll', Cancel> = { list: () => {}, poll: () => {} }
  let next = Promise.withResolvers<void>()
  const agenda: Agenda = {
    reports: [],
    due: { list: true, poll: true },
    unacknowledged: 0,
    wake: () => next.resolve(),
    async woken() {
      await next.promise
      next = Promise.withResolvers<void>()
    },
    later(duty, wait_ms) {
      timers[duty]()
      timers[duty] = clock.after(wait_ms, () => {
        agenda.due[duty] = true
        agenda.wake()
      })
    },
    stop() {
      timers.list()
      timers.poll()
    },
  }
  return agenda
}

/**
 * Enters what the modem says by itself.
 * @param keep takes a message that is shown and not stored
 * @returns false when it says that it has started anew
 */
export function enter(agenda: Agenda, { text, pdu }: Unsolicited, keep: (said: Unsolicited) => void): boolean {
  if (/^\+(CMTI|CDSI):/.test(text)) agenda.due.list = true
  else if (/^\+CREG:/.test(text)) agenda.due.poll = true
  else if (/^\+CDS:/.test(text) && agenda.reports.length < MODEM_LIMITS.commands_max) agenda.reports.push({ text, pdu })
  else if (/^\+CMT:/.test(text) && pdu !== null) {
    keep({ text, pdu })
    agenda.unacknowledged++
    agenda.due.list = true
  }
  agenda.wake()
  return !STARTED.test(text)
}
