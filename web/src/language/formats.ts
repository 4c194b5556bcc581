import { instant_ms } from '../browser.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS
/** Shown for what cannot be formatted: a fault elsewhere must not take the page down. */
const NOTHING = '–'

/** Numbers, money and time as one language writes them. Instants come as ISO 8601 text or milliseconds since 1970. */
export type Formats = ReturnType<typeof formatsFor>

/** @param timeZone IANA name; absent = where the browser is */
export function formatsFor(language: string, now: () => number, timeZone?: string) {
  const zone = timeZone === undefined ? {} : { timeZone }
  const days = new Intl.DateTimeFormat(language, { ...zone, dateStyle: 'long' })
  const calendarDays = new Intl.DateTimeFormat(language, { timeZone: 'UTC', dateStyle: 'long' })
  const instants = new Intl.DateTimeFormat(language, { ...zone, dateStyle: 'medium', timeStyle: 'short' })
  const seconds = new Intl.DateTimeFormat(language, { ...zone, dateStyle: 'medium', timeStyle: 'medium' })
  const times = new Intl.DateTimeFormat(language, { ...zone, timeStyle: 'short' })
  const shortDays = new Intl.DateTimeFormat(language, { ...zone, day: 'numeric', month: 'short' })
  const relative = new Intl.RelativeTimeFormat(language, { numeric: 'auto' })
  const list = new Intl.ListFormat(language, { type: 'unit', style: 'long' })
  const regions = new Intl.DisplayNames(language, { type: 'region', fallback: 'code' })
  const numbers = new Intl.NumberFormat(language, { maximumFractionDigits: 1 })
  const percents = new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: 0 })

  const dated = (format: Intl.DateTimeFormat, at: string | number): string => {
    const at_ms = typeof at === 'number' ? at : instant_ms(at)
    return Math.abs(at_ms) <= 8.64e15 ? format.format(at_ms) : NOTHING
  }
  const unit = (value: number, name: string, display: 'long' | 'short' = 'short'): string =>
    new Intl.NumberFormat(language, {
      style: 'unit',
      unit: name,
      unitDisplay: display,
      maximumFractionDigits: 1,
    }).format(value)

  return {
    number: (value: number) => numbers.format(value),
    /** @param share 0 to 100 */
    percent: (share: number) => percents.format(share / 100),
    /** `22 November 2026` */
    day: (at: string | number) => dated(days, at),
    /** The same of the calendar that codes are counted in: UTC. */
    calendarDay: (at: string | number) => dated(calendarDays, at),
    /** `22 Nov` */
    shortDay: (at: string | number) => dated(shortDays, at),
    /** `14:05` */
    time: (at: string | number) => dated(times, at),
    /** `22 Nov 2026, 14:05` */
    instant: (at: string | number) => dated(instants, at),
    /** `22 Nov 2026, 14:05:09` */
    second: (at: string | number) => dated(seconds, at),
    /** `Sweden`; what is no country of ISO 3166-1 is shown as it is. */
    country: (code: string) => countryName(regions, code),
    signal: (dBm: number) => `${numbers.format(dBm)} dBm`,
    distance: (metres: number) => (metres < 1_000 ? unit(metres, 'meter') : unit(metres / 1_000, 'kilometer')),
    area: (m2: number) => areaText(m2, (value) => numbers.format(value), unit),

    /** @param minor minor units of `currency` (ISO 4217): 12500 öre, 1250 yen */
    money(minor: number, currency: string): string {
      try {
        const format = new Intl.NumberFormat(language, { style: 'currency', currency })
        return format.format(minor / 10 ** (format.resolvedOptions().maximumFractionDigits ?? 2))
      } catch {
        return `${numbers.format(minor)} ${currency}`
      }
    },

    /** `5 minutes ago`; beyond a week the day itself. What lies under a minute away is `now` in the language's own word. */
    ago(at: string | number): string {
      const past_ms = now() - (typeof at === 'number' ? at : instant_ms(at))
      if (Number.isNaN(past_ms)) return NOTHING
      if (Math.abs(past_ms) < MINUTE_MS) return relative.format(0, 'second')
      if (Math.abs(past_ms) < HOUR_MS) return relative.format(-Math.round(past_ms / MINUTE_MS), 'minute')
      if (Math.abs(past_ms) < DAY_MS) return relative.format(-Math.round(past_ms / HOUR_MS), 'hour')
      if (Math.abs(past_ms) < 7 * DAY_MS) return relative.format(-Math.round(past_ms / DAY_MS), 'day')
      return dated(instants, at)
    },

    /** `P1Y6M` -> `1 year, 6 months`. Anything else than ISO 8601 years, months, weeks and days is shown as it is. */
    period(period: string): string {
      const match = /^P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?$/.exec(period)
      const [, ...counts] = match ?? []
      const parts = ['year', 'month', 'week', 'day'].flatMap((name, at) =>
        counts[at] ? [unit(Number(counts[at]), name, 'long')] : [],
      )
      return parts.length === 0 ? period : list.format(parts)
    },
  }
}

function countryName(regions: Intl.DisplayNames, code: string): string {
  try {
    return regions.of(code) ?? code
  } catch {
    return code
  }
}

/** `900 m²`, `2.5 ha`, `3 km²` */
function areaText(
  m2: number,
  number: (value: number) => string,
  unit: (value: number, name: string) => string,
): string {
  if (m2 < 1_000) return `${number(Math.round(m2))} m²`
  return m2 < 1e6 ? unit(m2 / 10_000, 'hectare') : `${number(m2 / 1e6)} km²`
}
