import type { DeliveryReport, IncomingSms, SmsSink } from '../../src/flows/sms/transport.ts'
import { ProblemError } from '../../src/std/problems.ts'

/** An inbox in the hands of a test: what is brought is on disk when the test says so. */
export type HeldSink = SmsSink & {
  /** What was brought, also what was not kept. */
  brought: IncomingSms[]
  /** What is on disk. */
  kept: IncomingSms[]
  reports: DeliveryReport[]
  /** How many wait for the test's word. */
  readonly waiting: number
  /** From now on what is brought waits. */
  hold(): void
  /** What waits is on disk, and what comes is at once. */
  release(): void
  /** What waits is refused, and what comes is at once: the disk is full. */
  fail(): void
}

/** Keeps at once until told otherwise. */
export function heldSink(): HeldSink {
  let way: 'keep' | 'hold' | 'fail' = 'keep'
  let waiting: { sms: IncomingSms; resolve: () => void; reject: (error: unknown) => void }[] = []
  const settle = (next: 'keep' | 'fail'): void => {
    way = next
    const all = waiting
    waiting = []
    for (const { sms, resolve, reject } of all) {
      if (next === 'fail') reject(new ProblemError('try-again-later'))
      else {
        sink.kept.push(sms)
        resolve()
      }
    }
  }
  const sink: HeldSink = {
    brought: [],
    kept: [],
    reports: [],
    get waiting() {
      return waiting.length
    },
    hold: () => {
      way = 'hold'
    },
    release: () => settle('keep'),
    fail: () => settle('fail'),
    inbound(sms) {
      sink.brought.push(sms)
      const put = new Promise<void>((resolve, reject) => waiting.push({ sms, resolve, reject }))
      if (way !== 'hold') settle(way)
      return put
    },
    async report(report) {
      sink.reports.push(report)
    },
  }
  return sink
}
