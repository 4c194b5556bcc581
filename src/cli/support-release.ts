import type { SupportFindingBody } from '../http/support-schemas.ts'
import { carriedText, heldText, known, type Speech } from './show.ts'

type FoundRelease = SupportFindingBody['releases'][number]
type Row = readonly [fact: string, value: string]

/** A release's rows for a terminal: where it came from, and what became of it on each way. A row without a fact goes on with the one above. */
export function releaseRows(found: FoundRelease, speech: Speech): Row[] {
  const { order, messages, unlocks } = found
  return [
    ['licenceNumber', found.licenceNumber],
    ['released', `${found.releasedAt}, ${found.who}`],
    ['order', order ? `${order.number}, ${order.accountName}` : speech.text('console.support.byOffice')],
    ...(order ? [['price', priceText(order, speech)] satisfies Row] : []),
    ...messages.flatMap(({ at, from, text, answerText }): Row[] => [
      ['message', `${at}  ${from}: ${text}`],
      ['messageAnswer', answerText],
    ]),
    ...unlocks.flatMap((one) => unlockRows(one, speech)),
    ['unlockCounter', `${found.counter} (${found.keyId})`],
    ['release', found.id],
  ]
}

function priceText({ pricing, amountMinor, currency }: NonNullable<FoundRelease['order']>, speech: Speech): string {
  const price = carriedText({ balanceMinor: amountMinor, currency }, speech)
  return `${price}, ${known(speech, `console.order.pricing.${pricing}`, pricing)}`
}

function unlockRows({ unlock, counter, answer }: FoundRelease['unlocks'][number], speech: Speech): Row[] {
  const reason = unlock.reason ?? answer?.reason
  return [
    ...unlock.history.map(
      ({ state, at }, index): Row => [index === 0 ? 'unlock' : '', `${at}  ${speech.text(`state.${state}`)}`],
    ),
    ...(reason === undefined ? [] : [['reason', known(speech, `reason.${reason}`, reason)] satisfies Row]),
    ...(answer
      ? [
          [
            'answer',
            `${speech.text(`state.${answer.outcome}`)}: ${heldText(answer.before)} -> ${heldText(answer.after)}, ${answer.licenceNumber}`,
          ] satisfies Row,
        ]
      : []),
    ...(counter === undefined ? [] : [['commandCounter', String(counter)] satisfies Row]),
  ]
}
