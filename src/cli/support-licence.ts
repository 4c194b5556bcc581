import type { SupportFindingBody } from '../http/support-schemas.ts'
import { known, type Speech } from './show.ts'

type Row = readonly [fact: string, value: string]

/** An app licence's rows for a terminal. A row without a fact goes on with the one above. */
export function licenceRows(found: SupportFindingBody['licences'][number], speech: Speech): Row[] {
  const { id, who, accounts, startedAt, endsAt, history } = found
  return [
    ['holder', [who, ...accounts].join(', ')],
    ['state', `${startedAt} - ${endsAt}`],
    ...history.map(({ at, entry, period, until }, index): Row => {
      const step = known(speech, `console.account.entry.${entry}`, entry)
      return [index === 0 ? 'steps' : '', `${at}  ${step} (${period}) -> ${until}`]
    }),
    ['licence', id],
  ]
}
