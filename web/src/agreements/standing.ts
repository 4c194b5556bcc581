import type { Agreement } from '../api-types.ts'

type Side = Agreement['askedBy']
type Facts = Pick<Agreement, 'kind' | 'askedBy' | 'voices' | 'confirmed'>

/** How whoever looks at an open agreement stands in it. */
export type Standing = {
  /** True for whoever speaks as staff only. */
  staff: boolean
  /** Sides that they may confirm for now. */
  sides: Side[]
  /** Why they have nothing to confirm now; null: they have. */
  waits: 'you-have' | 'other-first' | null
  /** The side that is known by an address only, so that staff name its account. */
  unnamed: Side | null
}

/** Who speaks for a side of their own speaks for that one, also where they are staff besides: the server judges the same way. */
export function standingIn({ kind, askedBy, voices, confirmed }: Facts): Standing {
  const own = voices.filter((voice) => !voice.staff)
  const staff = own.length === 0
  const merge = kind === 'merge'
  // Of a merge the asker sees and confirms second.
  const tooEarly = (side: Side): boolean => merge && side === askedBy && confirmed.length === 0
  const left = (staff ? voices : own).map(({ side }) => side).filter((side) => !confirmed.includes(side))
  const sides = left.filter((side) => !tooEarly(side))
  const waits = left.length === 0 ? 'you-have' : sides.length === 0 ? 'other-first' : null
  const asked = merge ? 'giver' : askedBy === 'giver' ? 'taker' : null
  return { staff, sides, waits, unnamed: asked !== null && !confirmed.includes(asked) ? asked : null }
}
