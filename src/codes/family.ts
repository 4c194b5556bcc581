import type { Refusal } from '../std/problems.ts'
import type { Product } from './product.ts'

/** May the paper with the code go into the bin? `until-applied`: once its effect is applied, not before. */
export type Keep = 'always' | 'until-applied' | 'no'

/** The shape's own refusals, in the order in which they are judged. */
export type ShapeProblem = Extract<
  Refusal,
  'malformed-length' | 'malformed-digit' | 'malformed-character' | 'malformed-check'
>

/** What a person is told beside the answer: a correction where the family makes the meaning certain, or what is missing. */
export type Notice = 'ambiguous-character' | 'raised-to-capitals' | 'no-user-information'

/** What a person typed, judged against one family. `canonical` is what is hashed. */
export type Shape =
  | { fits: true; canonical: string; notices: readonly Notice[] }
  | { fits: false; problem: ShapeProblem; position?: number }

/** A kind of code, declared in one file. The engine knows families only by this type. */
export type Family = {
  name: string
  /** The characters of a code in its canonical form, and how many. */
  alphabet: string
  lengths: readonly number[]
  keep: Keep
  /** Used up by its first redemption. */
  oneTime: boolean
  /** Where a code of it can be redeemed. */
  target: 'device' | 'account' | 'none'
  /** `never`: dashes and spaces inside are not forgiven. Absent: they are. */
  grouped?: 'never'
  /** @param typed without the separators (spaces, dashes), where they are forgiven */
  shape(typed: string): Shape
  /**
   * Makes a code's canonical form from uniformly drawn symbols of the alphabet: `symbols` of them for the longest length, and as many fewer for a shorter one.
   * `products` are what its codes may be worth. Absent: the house does not mint this family.
   */
  compose?: { symbols: number; of(symbols: string): string; products: readonly Product['type'][] }
  /** The canonical form as people read it, in groups. */
  show(canonical: string): string
}

const SEPARATORS = /[\s\u00ad\u2010-\u2015\u2212\u200b-\u200d\u2060\ufeff-]+/gu

/** Takes out what people and mail programs put between a code's characters: white space, dashes of all kinds, invisible joiners. */
export function withoutSeparators(text: string): string {
  return text.replace(SEPARATORS, '')
}
