const STORED_AT = 'koppel.language'

/** The way to the browser's localStorage, which may refuse to be reached (private windows, blocked site data). */
export type Keep = () => Pick<Storage, 'getItem' | 'setItem'>

/**
 * The language to begin with: the stored choice, else the first of the browser's wishes that we have (`sv-FI` finds `sv`), else English.
 * @param available tags of the files in `texts/`
 */
export function firstLanguage(available: readonly string[], wishes: readonly string[], keep: Keep): string {
  const stored = quietly(() => keep().getItem(STORED_AT))
  for (const wish of stored ? [stored, ...wishes] : wishes) {
    const tag = wish.toLowerCase()
    const found = available.find((language) => tag === language || tag.startsWith(`${language}-`))
    if (found) return found
  }
  return 'en'
}

/**
 * The browser's own variety of a language, for dates and numbers: English with `en-GB` among the wishes writes days before months.
 */
export function regionalVariety(language: string, wishes: readonly string[]): string {
  return wishes.find((wish) => wish.toLowerCase().startsWith(`${language}-`)) ?? language
}

/** Remembers the choice where the browser lets us. */
export function storeLanguage(language: string, keep: Keep): void {
  quietly(() => keep().setItem(STORED_AT, language))
}

function quietly<T>(act: () => T): T | null {
  try {
    return act()
  } catch {
    return null
  }
}
