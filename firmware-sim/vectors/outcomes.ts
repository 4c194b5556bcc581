import type { Fields } from '../codec.ts'

type Row = [name: string, counter: number, outcomes: readonly (readonly [number, string])[], verdict: string]

const eight = (from: number, outcome = 'applied'): [number, string][] =>
  Array.from({ length: 8 }, (_, at) => [from + at, outcome])

/** What a backend may conclude from `old-counter` and the list beside it (collar protocol §6, last paragraph). */
const ROWS: readonly Row[] = [
  [
    'in the list as applied',
    5,
    [
      [5, 'applied'],
      [6, 'refused'],
    ],
    'applied',
  ],
  [
    'in the list as refused',
    6,
    [
      [5, 'applied'],
      [6, 'refused'],
      [7, 'applied'],
    ],
    'refused',
  ],
  [
    'between two in the list',
    6,
    [
      [5, 'applied'],
      [7, 'applied'],
    ],
    'passed',
  ],
  [
    'older than a list that is not full',
    3,
    [
      [5, 'applied'],
      [7, 'applied'],
    ],
    'passed',
  ],
  ['older than a list that is full', 3, eight(5), 'open'],
  ['between two in a full list', 12, [...eight(4).slice(0, 7), [13, 'applied']], 'passed'],
  ['the oldest of a full list', 5, eight(5, 'refused'), 'refused'],
  ['higher than any in the list', 9, [[5, 'applied']], 'open'],
  ['an empty list', 1, [], 'open'],
]

/** `verdict`: `applied`, `refused`, `passed` (handled a higher counter, never this one) or `open` (for a person to settle). */
export function outcomeVectors(): Fields[] {
  return ROWS.map(([name, counter, outcomes, verdict]) => ({ name, counter, outcomes, verdict }))
}
