import { IntlMessageFormat } from 'intl-messageformat'
import type { Formats } from './formats.ts'

export type Params = Readonly<Record<string, string | number>>

/** One language, ready to speak. */
export type Speech = {
  readonly language: string
  /** The message `key` filled in; the key itself when there is none. Never throws. */
  text(key: string, params?: Params): string
  has(key: string): boolean
  readonly format: Formats
}

/** @param messages flat keys to ICU messages, as in `texts/<language>.json` */
export function speechOf(language: string, messages: Readonly<Record<string, string>>, format: Formats): Speech {
  // Bounded by the file: only keys that stand there are compiled and kept.
  const compiled = new Map<string, IntlMessageFormat>()
  const has = (key: string): boolean => Object.hasOwn(messages, key)
  return {
    language,
    has,
    text(key, params = {}) {
      try {
        if (!has(key)) return key
        const message =
          compiled.get(key) ?? new IntlMessageFormat(messages[key] ?? '', language, undefined, { ignoreTag: true })
        compiled.set(key, message)
        return String(message.format(params))
      } catch {
        return key
      }
    },
    format,
  }
}
