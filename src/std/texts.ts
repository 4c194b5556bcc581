import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Formatters, IntlMessageFormat } from 'intl-messageformat'
import { negotiate } from './negotiate.ts'
import { parseInstant } from './period.ts'
import { placeholders, type Use } from './placeholders.ts'

/** What fills a message's placeholders. Instants are milliseconds since 1970 or ISO 8601 text. */
export type TextParams = Readonly<Record<string, string | number>>

/** The words of the house in every language that has a file. */
export type Texts = {
  /** Tags of the languages, sorted, e.g. `['de', 'en', 'sv']`. */
  readonly languages: readonly string[]
  /** Those, and the ones in which there are only the words for whoever writes by the contact form (`texts/visitors/`), sorted. */
  readonly visitorLanguages: readonly string[]
  /** Whether a message is there in this very language. */
  speaks(language: string, key: string): boolean
  /**
   * The message `key`, filled in. An unknown language speaks English; an unknown key or a message that cannot be formatted shows
   * as the key itself. Never throws: a person waits for the answer that this text belongs to.
   * A parameter that is missing is `none` to a select and shows as its own name in braces elsewhere.
   */
  text(language: string, key: string, params?: TextParams): string
  /** The language to answer in, for the value of an Accept-Language header. @param whom absent: somebody who needs all of the words */
  negotiate(acceptLanguage: string | undefined, whom?: 'visitor'): string
}

/** Where the files are that hold some of the words only. */
const VISITORS = 'visitors'
/** What a file for visitors holds: exactly the keys of English that are one of these or begin with one that ends in a dot. */
export const VISITOR_KEYS: readonly string[] = [
  'language.name',
  'contact.',
  'export.',
  'missing.',
  ...['invalid-request', 'document-changed', 'link-over', 'cross-site', 'not-found', 'method-not-allowed'].map(
    problemOf,
  ),
  ...['too-large', 'unsupported-media-type', 'too-many-requests', 'internal-error', 'try-again-later'].map(problemOf),
  ...['name', 'language', 'loading', 'retry', 'support', 'supportCase', 'signIn.email'].map((key) => `console.${key}`),
  ...['problem.', 'contact.', 'policy.'].map((key) => `console.${key}`),
]

/** True for a key that whoever only writes by the contact form may meet. */
export function isForVisitors(key: string): boolean {
  return VISITOR_KEYS.some((one) => key === one || (one.endsWith('.') && key.startsWith(one)))
}

function problemOf(code: string): string {
  return `problem.${code}.`
}

/** One language's file: flat keys to ICU messages. */
export type Messages = Readonly<Record<string, string>>

const FALLBACK = 'en'

/** Parameters that carry a stable name of ours, and the group of keys that says it in the person's words. */
const NAMED: Readonly<Record<string, string>> = {
  codeKind: 'sim',
  deviceKind: 'sim',
  family: 'family',
  missing: 'missing',
  reason: 'reason',
}

type Compiled = { format: IntlMessageFormat; uses: Map<string, Use> }

/**
 * Reads every `<language>.json` of a directory: a new file there is a new language, and nothing else has to know.
 * @param options.timeZone IANA name in which times of day are told; absent = the machine's
 * @throws Error naming the file when one is not a flat object of texts or not named after a language tag, or English is missing
 */
export function loadTexts(dir: string, options: { timeZone?: string } = {}): Texts {
  const visitors = join(dir, VISITORS)
  return textsFrom(readFiles(dir), { ...options, visitors: existsSync(visitors) ? readFiles(visitors) : {} })
}

function readFiles(dir: string): Record<string, Messages> {
  const names = readdirSync(dir).filter((entry) => entry.endsWith('.json'))
  return Object.fromEntries(names.map((name) => [name.slice(0, -'.json'.length), readMessages(join(dir, name))]))
}

/** The same from messages at hand. @param options.visitors languages with words for visitors only */
export function textsFrom(
  files: Readonly<Record<string, Messages>>,
  options: { timeZone?: string; visitors?: Readonly<Record<string, Messages>> } = {},
): Texts {
  const languages = Object.keys(files).sort()
  const all = { ...options.visitors, ...files }
  const visitorLanguages = Object.keys(all).sort()
  for (const language of visitorLanguages) Intl.getCanonicalLocales(language)
  if (!files[FALLBACK]) throw new Error(`texts: ${FALLBACK}.json is missing`)
  const spoken = new Map(
    Object.entries(all).map(([language, messages]) => [language, new Map(Object.entries(messages))]),
  )
  const formatters = houseFormatters(options.timeZone)
  // Bounded by the files: only keys that stand there are ever compiled and kept.
  const compiled = new Map<string, Compiled>()

  const compile = (language: string, key: string): Compiled | null => {
    const at = `${language} ${key}`
    const known = compiled.get(at)
    if (known) return known
    const message = spoken.get(language)?.get(key)
    if (message === undefined) return null
    const format = new IntlMessageFormat(message, language, undefined, { formatters, ignoreTag: true })
    const made = { format, uses: placeholders(format.getAst()) }
    compiled.set(at, made)
    return made
  }

  const text = (language: string, key: string, params: TextParams = {}): string => {
    try {
      const found = compile(language, key) ?? compile(FALLBACK, key)
      if (!found) return key
      const named = (group: string, name: string): string => {
        const said = text(language, `${group}.${name}`)
        return said === `${group}.${name}` ? name : said
      }
      return String(found.format.format(fill(found.uses, params, named)))
    } catch {
      return key
    }
  }

  return {
    languages,
    visitorLanguages,
    text,
    speaks: (language, key) => spoken.get(language)?.has(key) ?? false,
    negotiate: (header, whom) => negotiate(whom ? visitorLanguages : languages, FALLBACK, header),
  }
}

/** A value for every placeholder, so that formatting cannot fail for want of one. */
function fill(uses: Map<string, Use>, params: TextParams, named: (group: string, name: string) => string): TextParams {
  const values: Record<string, string | number> = {}
  for (const [name, use] of uses) {
    const given = Object.hasOwn(params, name) ? params[name] : undefined
    const group = NAMED[name]
    if (given === undefined) values[name] = use === 'choice' ? 'none' : `{${name}}`
    else values[name] = group === undefined ? given : named(group, String(given))
  }
  return values
}

/**
 * Intl's formatters, remembered, with two differences: a time of day names its zone, because the person may be in another one, and what is not
 * an instant is shown as it is instead of throwing.
 */
function houseFormatters(timeZone: string | undefined): Formatters {
  const remember = <A extends unknown[], F>(make: (...args: A) => F): ((...args: A) => F) => {
    const made = new Map<string, F>()
    return (...args) => {
      const at = JSON.stringify(args)
      const formatter = made.get(at) ?? make(...args)
      made.set(at, formatter)
      return formatter
    }
  }
  return {
    getNumberFormat: remember((locales, style) => new Intl.NumberFormat(locales, style)),
    getPluralRules: remember((locales, style) => new Intl.PluralRules(locales, style)),
    getDateTimeFormat: remember((locales, style) => {
      const zone = timeZone === undefined ? {} : { timeZone }
      const named = style?.hour === undefined ? {} : { timeZoneName: 'short' as const }
      const real = new Intl.DateTimeFormat(locales, { ...style, ...zone, ...named })
      const tell = real.format
      const format = (value: unknown): string => {
        const at_ms = typeof value === 'number' ? value : parseInstant(String(value))
        return at_ms === null ? String(value) : tell(at_ms)
      }
      return Object.defineProperty(real, 'format', { value: format })
    }),
  }
}

function readMessages(path: string): Messages {
  let parsed: unknown
  try {
    parsed = JSON.parse(readFileSync(path, 'utf8'))
  } catch (cause) {
    throw new Error(`texts: ${path} is not JSON`, { cause })
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) {
    throw new Error(`texts: ${path} is not an object`)
  }
  for (const [key, message] of Object.entries(parsed)) {
    if (typeof message !== 'string') throw new Error(`texts: ${path}: ${key} is not a text`)
  }
  return parsed as Messages
}
