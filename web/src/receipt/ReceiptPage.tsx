import type { Receipt } from '../api-types.ts'
import { useLanguage } from '../language/language.tsx'
import { useLoad } from '../live/use-load.ts'
import { LoadedView } from '../parts/LoadedView.tsx'
import { SimValue } from '../parts/SimValue.tsx'
import { useWorld } from '../world.tsx'
import { QrCode } from './QrCode.tsx'
import { paperFits, type Statement, statementIn } from './statement.ts'
import { WayBack } from './WayBack.tsx'

/** A receipt to read, print and download. `paper`: the digest that a scanned QR code brought along. */
export function ReceiptPage(props: { id: string; paper?: string }) {
  const { api } = useWorld()
  const { text } = useLanguage()
  const loaded = useLoad(() => api.receipt(props.id), props.id, 0)
  return (
    <>
      <p className="screenOnly">{loaded.data && <WayBack id={props.id} receipt={loaded.data} />}</p>
      <h1>{text('console.receipt.title')}</h1>
      <LoadedView loaded={loaded} waiting={<div className="bone page" />}>
        {(receipt) => <ReceiptView id={props.id} receipt={receipt} paper={props.paper} />}
      </LoadedView>
    </>
  )
}

function ReceiptView(props: { id: string; receipt: Receipt; paper: string | undefined }) {
  const { text } = useLanguage()
  const { browser } = useWorld()
  const { id, receipt } = props
  const statement = statementIn(receipt.body)
  const fits = paperFits(props.paper, receipt.digest)
  return (
    <section className="panel receipt" data-testid="receipt">
      {fits !== null && (
        <p className={fits ? 'notice good' : 'notice bad'} role="status" data-testid="receipt-paper" data-fits={fits}>
          {text(fits ? 'console.receipt.paperFits' : 'console.receipt.paperDiffers')}
        </p>
      )}
      {statement && <Stated statement={statement} />}
      <figure>
        <QrCode
          text={browser.pageAddress(`/redemptions/${id}/receipt/${receipt.digest}`)}
          label={text('console.receipt.qr')}
        />
        <figcaption className="mono">{receipt.digest}</figcaption>
      </figure>
      <p className="soft">{text('console.receipt.check')}</p>
      <div className="buttons screenOnly">
        <button type="button" onClick={browser.print}>
          {text('console.receipt.print')}
        </button>
        <a
          className="primary"
          href={`/api/v1/redemptions/${encodeURIComponent(id)}/receipt`}
          download
          data-testid="receipt-download"
        >
          {text('console.receipt.download')}
        </a>
      </div>
    </section>
  )
}

function Stated(props: { statement: Statement }) {
  const { text, format } = useLanguage()
  const { family, effect, device, redeemedAt, appliedAt, redemption } = props.statement
  const rows: [string, React.ReactNode][] = [
    ['what', [text(`family.${family}`), effect.simKind && text(`sim.${effect.simKind}`)].filter(Boolean).join(', ')],
  ]
  if (effect.period) rows.push(['bought', format.period(effect.period)])
  if (effect.amountMinor !== undefined) rows.push(['bought', format.money(effect.amountMinor, effect.currency ?? '')])
  rows.push(['redeemedAt', format.instant(redeemedAt)], ['appliedAt', format.instant(appliedAt)])
  if (device) {
    rows.push(['device', device.serial])
    if (device.before) rows.push(['before', <SimValue key="before" sim={device.before} />])
    if (device.after) rows.push(['after', <SimValue key="after" sim={device.after} />])
    rows.push(['counter', String(device.counter)])
  }
  rows.push([
    'redemption',
    <span key="id" className="mono">
      {redemption}
    </span>,
  ])
  return (
    <dl className="facts">
      {rows.map(([name, value]) => (
        <div key={name}>
          <dt>{text(`console.receipt.${name}`)}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}
