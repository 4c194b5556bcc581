/** The person's language as a tag (RFC 5646), from the locale of the environment (POSIX §8.2): `sv_SE.UTF-8` -> `sv-SE`. */
export function languageTag(env: Readonly<Record<string, string | undefined>>): string {
  const locale = env.LC_ALL || env.LC_MESSAGES || env.LANG || ''
  const [, language, region] = /^([a-z]{2,3})(?:_([A-Z]{2}))?(?:[.@]|$)/.exec(locale) ?? []
  if (!language) return 'en'
  return region ? `${language}-${region}` : language
}
