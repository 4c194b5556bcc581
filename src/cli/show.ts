import type { DeviceBody } from '../http/device-schemas.ts'
import type { EffectBody, PreviewBody, RedemptionBody, SimEffectBody } from '../http/redemption-schemas.ts'
import type { Texts } from '../std/texts.ts'

type Carried = { balanceMinor?: number; currency?: string; validUntil?: string }

/** Words in the person's language. */
export type Speech = { text(key: string, params?: Record<string, string | number>): string; locale: string }

/** The texts in the language that fits the locale best. @param locale a tag, e.g. `sv-SE` */
export function speechIn(texts: Texts, locale: string): Speech {
  const language = texts.negotiate(locale)
  return { locale, text: (key, params) => texts.text(language, key, params) }
}

/** In the person's words, or the stable name where there are none for it. */
export function known(speech: Speech, key: string, name: string): string {
  const said = speech.text(key)
  return said === key ? printable(name) : said
}

/** What a dongle holds: `5P + E`; `-` for nothing. */
export function heldText({ points, e }: { points: number; e: boolean }): string {
  return [...(points > 0 ? [`${points}P`] : []), ...(e ? ['E'] : [])].join(' + ') || '-'
}

/** Money or date, as the person writes it; empty where nothing is known. */
export function carriedText({ balanceMinor, currency, validUntil }: Carried, { locale }: Speech): string {
  if (validUntil !== undefined) return validUntil.slice(0, 10)
  if (balanceMinor === undefined || currency === undefined) return ''
  const format = new Intl.NumberFormat(locale, { style: 'currency', currency })
  const digits = format.resolvedOptions().maximumFractionDigits ?? 2
  return format.format(balanceMinor / 10 ** digits)
}

/** `Telia IoT: P1Y, 2027-02-20 -> 2028-02-20`. */
export function effectText(effect: EffectBody, speech: Speech): string {
  if (!('iccid' in effect)) return accountEffectText(effect, speech)
  const { simKind, period, amountMinor, currency, before, after, until } = effect
  const bought =
    period ??
    `+${carriedText({ ...(amountMinor === undefined ? {} : { balanceMinor: amountMinor }), ...(currency ? { currency } : {}) }, speech)}`
  const from = before ? carriedText(before, speech) : ''
  const to = after ? carriedText(after, speech) : (until?.slice(0, 10) ?? '')
  return `${speech.text(`sim.${simKind}`)}: ${bought}${to ? `, ${from ? `${from} ` : ''}-> ${to}` : ''}`
}

/** `Licence: P1Y, 2027-02-20 -> 2028-02-20`. */
function accountEffectText(effect: Exclude<EffectBody, SimEffectBody>, speech: Speech): string {
  if (effect.type === 'credits-add') {
    const { credits, before, after } = effect
    return `${speech.text('console.account.credits')}: +${credits}, ${before.credits} -> ${after.credits}`
  }
  const start = effect.before ? `${carriedText(effect.before, speech)} ` : ''
  const what = effect.type === 'licence-extend' ? 'console.support.fact.licence' : 'console.account.subscription'
  return `${speech.text(what)}: ${effect.period}, ${start}-> ${carriedText(effect.after, speech)}`
}

/** One step of a redemption: when, what, and with a refusal why. */
export function stepText(redemption: RedemptionBody, step: { state: string; at: string }, speech: Speech): string {
  const why = step.state === 'refused' && redemption.reason ? ` ${speech.text(`reason.${redemption.reason}`)}` : ''
  return `${step.at}  ${speech.text(`state.${step.state}`)}${why}\n`
}

/** What a dry run tells: the effect, and how the code was corrected. */
export function previewText(preview: PreviewBody, speech: Speech): string {
  const notices = preview.notices.map((notice) => `${speech.text(`notice.${notice}`)}\n`)
  return `${speech.text('console.preview.title')}\n${effectText(preview.effect, speech)}\n${notices.join('')}`
}

/** Rows under a head, columns as wide as their widest cell. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const all = [head, ...rows]
  const widths = head.map((_, column) => Math.max(...all.map((row) => [...(row[column] ?? '')].length)))
  return all
    .map(
      (row) =>
        `${row
          .map((cell, column) => cell + ' '.repeat((widths[column] ?? 0) - [...cell].length))
          .join('  ')
          .trimEnd()}\n`,
    )
    .join('')
}

/** A device as a row of `table`: name, serial, SIM, what it carries, state, last seen. */
export function deviceRow(device: DeviceBody, speech: Speech): string[] {
  const { sim } = device
  return [
    printable(device.name),
    device.imei ?? device.caratId ?? '',
    sim ? speech.text(`sim.${sim.kind}`) : '',
    sim ? carriedText(sim, speech) : '',
    device.online ? 'online' : 'offline',
    device.lastSeenAt ?? '',
  ]
}

/** Somebody else's text, on one line: no escape sequence of it may reach a terminal. */
export function printable(text: string): string {
  return text.replace(/\r?\n/g, ' ').replace(/\p{C}/gu, '?')
}
