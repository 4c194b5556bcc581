import type { Alarm } from '../api-types.ts'
import type { Speech } from '../language/speech.ts'

/** What is known of an alarm besides its rule, in words; what has none is told as it stands. */
export function factsOf(alarm: Alarm, { text, format, has }: Pick<Speech, 'text' | 'format' | 'has'>): string[] {
  const { rule, details, currency } = alarm
  const values = new Map(details.map(({ name, value }) => [name, value]))
  const value = values.get('value') ?? values.get('since') ?? ''
  const number = Number(value)
  const sum = (minor: string): string =>
    currency === undefined || !Number.isFinite(Number(minor)) ? minor : format.money(Number(minor), currency)
  const worth = (said: string): string => (/^\d{4}-/.test(said) ? format.day(said) : sum(said))
  switch (rule) {
    case 'zone-left':
    case 'zone-entered':
      return value === '' ? [] : [text('console.alarms.fact.zone', { distance: format.distance(number) })]
    case 'movement':
      return value === '' ? [] : [text('console.alarms.fact.movement', { distance: format.distance(number) })]
    case 'battery':
      return value === '' ? [] : [format.percent(number)]
    case 'balance':
      return value === '' ? [] : [text('console.alarms.fact.balance', { amount: sum(value) })]
    case 'validity':
      return value === '' ? [] : [text('console.alarms.fact.validity', { date: format.day(value) })]
    case 'no-contact':
      return value === '' ? [] : [text('console.alarms.fact.since', { when: format.instant(value) })]
    case 'sim-swapped':
      return [text('console.alarms.fact.swapped', { from: values.get('from') ?? '–', to: values.get('to') ?? '–' })]
    case 'disagreement': {
      const [least = '', most = ''] = [values.get('least'), values.get('most')]
      const expected = worth(least) === worth(most) ? worth(least) : `${worth(least)} – ${worth(most)}`
      return [text('console.alarms.fact.disagreement', { reported: worth(values.get('reported') ?? ''), expected })]
    }
    default:
      return details.map(
        ({ name, value: said }) =>
          `${has(`console.alarms.fact.${name}`) ? text(`console.alarms.fact.${name}`) : name}: ${said}`,
      )
  }
}
