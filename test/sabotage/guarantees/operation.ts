import type { Guarantee } from '../guarantee.ts'

/** Of running the house. */
export const OPERATION: readonly Guarantee[] = [
  {
    name: 'a part that hangs holds up nobody who asks',
    promise: 'Health checks and Prometheus have their answer within seconds, whatever part of the house hangs.',
    edits: [{ file: 'src/main/readiness.ts', out: 'ANSWER_MS_MAX = 3_000', in: 'ANSWER_MS_MAX = 30_000' }],
    suite: 'src/main/readiness.test.ts',
  },
  {
    name: 'a device that is switched off is no overdue delivery',
    promise: 'Operators are called for commands that a device which is online leaves unanswered, and for no others.',
    edits: [
      {
        file: 'src/devices/commands.ts',
        out: ".where('devices.online', '=', 1)",
        in: ".where('devices.online', '>=', 0)",
      },
    ],
    suite: 'test/deploy/open-commands.test.ts',
  },
]
