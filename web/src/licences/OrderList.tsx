import type { Order } from '../api-types.ts'
import { useLanguage } from '../language/language.tsx'
import { useChanges } from '../live/changes.tsx'
import { useLoad } from '../live/use-load.ts'
import { usePages } from '../live/use-pages.ts'
import { LoadedView } from '../parts/LoadedView.tsx'
import { Pager } from '../parts/Pager.tsx'
import { useWorld } from '../world.tsx'

/** Orders with what each is invoiced as, newest first: the person's own, or for staff those of everybody. */
export function OrderList() {
  const { api } = useWorld()
  const { text } = useLanguage()
  const { changes } = useChanges()
  const pages = usePages()
  const { cursor } = pages
  const loaded = useLoad(() => api.orders(cursor === undefined ? {} : { cursor }), `orders ${cursor ?? ''}`, changes)
  return (
    <section className="panel" data-testid="orders">
      <h2>{text('console.order.list.title')}</h2>
      <LoadedView loaded={loaded} waiting={<div className="bone row" />}>
        {({ items, next }) => (
          <>
            {items.length === 0 && <p className="soft">{text('console.order.list.empty')}</p>}
            <ul className="lines">
              {items.map((order) => (
                <li key={order.id} data-testid={`order-${order.number}`}>
                  <OrderLine order={order} />
                </li>
              ))}
            </ul>
            <Pager pages={pages} next={next} />
          </>
        )}
      </LoadedView>
    </section>
  )
}

function OrderLine({ order }: { order: Order }) {
  const { text, format } = useLanguage()
  return (
    <>
      <p className="head">
        <strong>{order.number}</strong>
        <span>{order.type}</span>
        <span className="mono">{order.licenceNumber}</span>
        <time className="soft" dateTime={order.at}>
          {format.instant(order.at)}
        </time>
      </p>
      <p className="head">
        <span className="badge">
          {text(order.pricing === 'upgrade' ? 'console.order.pricing.upgrade' : 'console.order.pricing.new')}
        </span>
        <span>{text('console.order.net', { amount: format.money(order.amountMinor, order.currency) })}</span>
        <span className="soft" title={order.accountId}>
          {order.accountName}
          {order.priceList !== undefined && ` · ${text('console.order.list')} ${order.priceList}`}
        </span>
      </p>
    </>
  )
}
