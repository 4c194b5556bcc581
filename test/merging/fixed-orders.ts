import type { Happening } from './model.ts'

const happening = (what: Happening['what'], by = 0, to = 1, which = 0): Happening => ({ what, by, to, which })

/** Orders of events that are tried each time, where the random ones may or may not come upon them. */
export const STORIES: readonly { claim: string; happenings: readonly Happening[] }[] = [
  {
    claim: 'the credits of two accounts that merge are their sum',
    happenings: [happening('credits', 0, 1, 1), happening('credits', 1, 0, 2), happening('merge')],
  },
  {
    claim: 'what both of two accounts that merge have to pay is paid once by the one that stays',
    happenings: [
      ...[0, 1].flatMap((by) => [happening('claim', by, by, by), happening('order', by)]),
      happening('merge'),
      happening('invoice'),
      happening('pay', 0, 0, 50),
    ],
  },
  {
    claim: 'credits that came by a merge are merged again',
    happenings: [
      ...[0, 1, 2].map((by) => happening('credits', by, by, by)),
      happening('merge', 0, 1),
      happening('merge', 1, 2),
    ],
  },
  {
    claim: 'an account that was merged is closed, and what it owed is invoiced',
    happenings: [
      happening('order', 0),
      happening('order', 1),
      happening('merge'),
      happening('close'),
      happening('grace'),
    ],
  },
]
