const HEADER_CHARACTERS_MAX = 1_000
const RANGES_MAX = 32

/**
 * Chooses a language for an Accept-Language header: RFC 9110 §12.5.4, lookup of RFC 4647 §3.4 (`sv-FI` finds `sv`).
 * A header that is absent, unreadable, too long, or asks for nothing that we have gives `fallback`.
 */
export function negotiate(languages: readonly string[], fallback: string, header: string | undefined): string {
  if (!header || header.length > HEADER_CHARACTERS_MAX) return fallback
  const wishes = header.split(',').slice(0, RANGES_MAX).map(parseRange)
  const byWeight = wishes.filter((wish) => wish !== null).sort((a, b) => b.weight - a.weight)
  for (const { range, weight } of byWeight) {
    if (weight === 0) break
    if (range === '*') return fallback
    for (let tag = range; tag !== ''; tag = tag.slice(0, Math.max(0, tag.lastIndexOf('-')))) {
      const found = languages.find((language) => language.toLowerCase() === tag)
      if (found) return found
    }
  }
  return fallback
}

/** `de-AT;q=0.8` -> `{range: 'de-at', weight: 0.8}`; null for what the grammar does not allow. */
function parseRange(text: string): { range: string; weight: number } | null {
  const match = /^\s*(\*|[a-z]{1,8}(?:-[a-z0-9]{1,8}){0,8})\s*(?:;\s*q=(0(?:\.\d{0,3})?|1(?:\.0{0,3})?))?\s*$/i.exec(
    text,
  )
  return match?.[1] ? { range: match[1].toLowerCase(), weight: Number(match[2] ?? 1) } : null
}
