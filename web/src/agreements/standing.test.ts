import { expect, test } from 'vitest'
import { standingIn } from './standing.ts'

const taker = { side: 'taker', staff: false } as const
const giver = { side: 'giver', staff: false } as const
const staff = [
  { side: 'giver', staff: true },
  { side: 'taker', staff: true },
] as const
const merge = { kind: 'merge', askedBy: 'taker', confirmed: [] } as const
const offer = { kind: 'hand-over', askedBy: 'giver', confirmed: [] } as const

test('who asked for a merge waits for the other side, and who has confirmed has nothing more to confirm', () => {
  expect(standingIn({ ...merge, voices: [taker], confirmed: [] })).toMatchObject({ sides: [], waits: 'other-first' })
  expect(standingIn({ ...merge, voices: [giver], confirmed: [] })).toMatchObject({ sides: ['giver'], waits: null })
  expect(standingIn({ ...merge, voices: [giver], confirmed: ['giver'] })).toMatchObject({ waits: 'you-have' })
  expect(standingIn({ ...merge, voices: [taker], confirmed: ['giver'] })).toMatchObject({
    sides: ['taker'],
    waits: null,
  })
})

test('staff choose among the sides that have not confirmed, and name the account that is known by an address only', () => {
  const open = standingIn({ ...offer, voices: [...staff], confirmed: [] })
  expect(open).toEqual({ staff: true, sides: ['giver', 'taker'], waits: null, unnamed: 'taker' })
  expect(standingIn({ ...offer, voices: [...staff], confirmed: ['taker'] })).toMatchObject({
    sides: ['giver'],
    unnamed: null,
  })
  expect(standingIn({ ...offer, askedBy: 'taker', voices: [...staff], confirmed: [] }).unnamed).toBe(null)
})

test('who has a side of their own speaks for that one, staff or not', () => {
  const voices = [taker, { side: 'giver', staff: true } as const]
  expect(standingIn({ ...offer, voices, confirmed: [] })).toMatchObject({ staff: false, sides: ['taker'] })
})
