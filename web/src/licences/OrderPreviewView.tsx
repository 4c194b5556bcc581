import { useLanguage } from '../language/language.tsx'
import { TroubleNotice } from '../parts/TroubleNotice.tsx'
import type { OrderAttempt } from './order-attempt.ts'
import type { OrderActs } from './use-order.ts'

/** What the order comes to, and the button that makes it binding. */
export function OrderPreviewView(props: {
  attempt: Extract<OrderAttempt, { phase: 'previewed' | 'sending' | 'undecided' }>
  acts: OrderActs
  online: boolean
}) {
  const { attempt, acts } = props
  const { wish, preview } = attempt
  const { text, format } = useLanguage()
  const upgrade = preview.pricing === 'upgrade'
  const facts: [string, string, string?][] = [
    ['console.licences.number', wish.licenceNumber, 'mono'],
    ['console.licences.type', wish.type],
    ['console.order.pays', preview.accountName],
    ['console.order.price', text('console.order.net', { amount: format.money(preview.amountMinor, preview.currency) })],
    ['console.order.list', preview.priceList],
  ]
  return (
    <div className="form" data-testid="order-preview" data-pricing={preview.pricing}>
      <p className="say">
        {upgrade
          ? text('console.order.upgrade', { from: preview.heldPoints, type: wish.type })
          : text('console.order.new', { type: wish.type })}
      </p>
      <dl className="facts">
        {facts.map(([key, value, look]) => (
          <div key={key}>
            <dt>{text(key)}</dt>
            <dd className={look}>{value}</dd>
          </div>
        ))}
      </dl>
      <p className="notice">{text('console.order.binding')}</p>
      <p className="soft">{text(sentText(preview.toDongle, props.online))}</p>
      {attempt.phase === 'undecided' && (
        <div aria-live="assertive">
          <TroubleNotice trouble={attempt.trouble} />
          <p className="notice">{text('console.order.unsent')}</p>
        </div>
      )}
      <div className="buttons">
        {attempt.phase === 'previewed' && (
          <button type="button" onClick={acts.back}>
            {text('console.cancel')}
          </button>
        )}
        <button
          type="button"
          className="primary"
          disabled={attempt.phase === 'sending'}
          onClick={attempt.phase === 'undecided' ? acts.again : acts.confirm}
          data-testid="order-confirm"
        >
          {text(attempt.phase === 'undecided' ? 'console.redeem.again' : 'console.order.confirm')}
        </button>
      </div>
    </div>
  )
}

function sentText(toDongle: boolean, online: boolean): string {
  if (!toDongle) return 'console.order.toNobody'
  return online ? 'console.order.toOnline' : 'console.order.toOffline'
}
