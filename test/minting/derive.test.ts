import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { deriveCode } from '../../src/codes/derive-code.ts'
import { MINTED } from '../../src/codes/families/index.ts'
import { seededRandom } from '../../src/std/random.ts'

const SEED = seededRandom(2_026).bytes(32)
const SAMPLE = 20_000
const DISTINCT = process.env.KOPPEL_SOAK === undefined ? 100_000 : 1_000_000
const KINDS = MINTED.flatMap((family) => family.lengths.map((length) => ({ family, length, name: family.name })))

/** Pearson's statistic of each place's symbols against equal likelihood; its mean is the degrees of freedom, its variance twice that. */
function chiSquares(codes: readonly string[], alphabet: string, places: number): number[] {
  const expected = codes.length / alphabet.length
  return Array.from({ length: places }, (_, place) => {
    const counts = new Map([...alphabet].map((symbol) => [symbol, 0]))
    for (const code of codes) counts.set(code[place] ?? '', (counts.get(code[place] ?? '') ?? 0) + 1)
    return [...counts.values()].reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0)
  })
}

describe.each(KINDS)('codes of $name with $length characters', ({ family, length }) => {
  const { alphabet, lengths, compose } = family
  const drawn = length - Math.max(...lengths) + (compose?.symbols ?? 0)

  test('are unbiased at every place', () => {
    const codes = Array.from({ length: SAMPLE }, (_, at) => deriveCode(SEED, family, length, at))
    const found = chiSquares(codes, alphabet, drawn)
    const freedom = alphabet.length - 1
    for (const one of found) expect(Math.abs(one - freedom)).toBeLessThan(6 * Math.sqrt(2 * freedom))
    const all = found.reduce((sum, one) => sum + one, 0)
    expect(Math.abs(all - drawn * freedom)).toBeLessThan(5 * Math.sqrt(2 * drawn * freedom))
  })

  test('have the shape of their family, and are the same each time, in whatever order they are asked for', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), fc.nat(), (seed, at) => {
        const code = deriveCode(seed, family, length, at)
        expect(family.shape(code)).toEqual({ fits: true, canonical: code, notices: [] })
        expect(code).toHaveLength(length)
        expect(deriveCode(Uint8Array.from(seed), family, length, at)).toBe(code)
        expect(deriveCode(seed, family, length, at + 1)).not.toBe(code)
      }),
      { numRuns: 50 },
    )
  })
})

test(`${DISTINCT} places of a batch are ${DISTINCT} codes`, () => {
  const family = MINTED.find(({ name }) => name === 'sim-activation')
  if (!family) throw new Error('no such family')
  const codes = new Set<string>()
  for (let at = 0; at < DISTINCT; at++) codes.add(deriveCode(SEED, family, 14, at))
  expect(codes.size).toBe(DISTINCT)
})

test('a family that is not minted here, and a length that is none of its, have no codes', () => {
  for (const family of MINTED) expect(() => deriveCode(SEED, family, 9, 0)).toThrow(RangeError)
})
