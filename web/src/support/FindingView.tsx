import { Link } from 'wouter'
import type { SupportFinding } from '../api-types.ts'
import { useLanguage } from '../language/language.tsx'
import { SimValue } from '../parts/SimValue.tsx'

type Found = SupportFinding['redemptions'][number]

/** Everything that is known of what was asked: codes, devices, redemptions, and who did what when. */
export function FindingView({ finding }: { finding: SupportFinding }) {
  const { text } = useLanguage()
  const { codes, devices, redemptions, held, history } = finding
  if (codes.length + devices.length + redemptions.length + held.length + history.length === 0)
    return <p className="panel">{text('console.support.nothing')}</p>
  return (
    <>
      {codes.map((code) => (
        <CodeView key={code.id} code={code} />
      ))}
      {devices.map((device) => (
        <section key={device.id} className="panel">
          <h2>{device.name}</h2>
          <p>
            <span className="mono">{device.serial}</span>, {device.accountName}
          </p>
        </section>
      ))}
      {redemptions.map((found) => (
        <RedemptionFound key={found.redemption.id} found={found} />
      ))}
      {held.length > 0 && <Held held={held} />}
      <History history={history} />
    </>
  )
}

function CodeView({ code }: { code: SupportFinding['codes'][number] }) {
  const { text, format, has } = useLanguage()
  const { batch } = code
  const state = `console.support.code.${code.state}`
  return (
    <section className="panel">
      <h2>
        {text(`family.${code.family}`)} {code.last4 && <span className="mono">…{code.last4}</span>}
      </h2>
      <dl className="facts">
        <Fact name="state">{has(state) ? text(state) : code.state}</Fact>
        <Fact name="minted">
          {format.instant(batch.mintedAt)}, {batch.mintedBy}
        </Fact>
        <Fact name="soldTo">{[batch.channel, batch.soldTo].filter(Boolean).join(', ')}</Fact>
        <Fact name="product">{batch.product.map(({ value }) => value).join(', ')}</Fact>
        <Fact name="batch">
          <span className="mono">{batch.id}</span>
        </Fact>
      </dl>
    </section>
  )
}

function RedemptionFound({ found }: { found: Found }) {
  const { text, format, has } = useLanguage()
  const { redemption, answer, device } = found
  const reason = redemption.reason ?? answer?.reason
  return (
    <section className="panel" data-testid="support-redemption" data-state={redemption.state}>
      <h2>{text(`state.${redemption.state}`)}</h2>
      {reason && <p>{has(`reason.${reason}`) ? text(`reason.${reason}`) : reason}</p>}
      <dl className="facts">
        <Fact name="who">
          {found.who}, {found.accountName}
        </Fact>
        {device && (
          <Fact name="device">
            {device.name}, <span className="mono">{device.serial}</span>
          </Fact>
        )}
        <Fact name="steps">
          {redemption.history.map(({ state, at }) => `${text(`state.${state}`)} ${format.instant(at)}`).join(' → ')}
        </Fact>
        {answer && (
          <Fact name="answer">
            {text(`state.${answer.outcome}`)}: <SimValue sim={answer.before} /> → <SimValue sim={answer.after} />
          </Fact>
        )}
      </dl>
      {found.receipt && <Link href={`/redemptions/${redemption.id}/receipt`}>{text('console.receipt.title')}</Link>}
    </section>
  )
}

function Fact(props: { name: string; children: React.ReactNode }) {
  const { text } = useLanguage()
  return (
    <div>
      <dt>{text(`console.support.fact.${props.name}`)}</dt>
      <dd>{props.children}</dd>
    </div>
  )
}

function Held({ held }: Pick<SupportFinding, 'held'>) {
  const { text, format, has } = useLanguage()
  return (
    <section className="panel" data-testid="support-held">
      <h2>{text('console.support.held')}</h2>
      <ul className="deeds">
        {held.map(({ id, budget, who, refusals, since, until }) => (
          <li key={id}>
            <strong>
              {has(`console.support.budget.${budget}`) ? text(`console.support.budget.${budget}`) : budget}
            </strong>
            <span>
              {text('console.support.held.line', {
                refusals,
                since: format.instant(since),
                until: format.instant(until),
              })}
            </span>
            <span className="soft">{who}</span>
          </li>
        ))}
      </ul>
    </section>
  )
}

function History({ history }: Pick<SupportFinding, 'history'>) {
  const { text, format, has } = useLanguage()
  return (
    <section className="panel">
      <h2>{text('console.support.history')}</h2>
      <ul className="deeds" data-testid="support-history">
        {history.map(({ at, who, act, subject, details }) => (
          <li key={`${at} ${act} ${subject} ${who}`} data-act={act}>
            <time dateTime={at}>{format.instant(at)}</time>
            <strong>{has(`console.act.${act}`) ? text(`console.act.${act}`) : act}</strong>
            <span className="soft">
              {who} {details.map(({ name, value }) => `${name}: ${value}`).join(', ')}
            </span>
          </li>
        ))}
      </ul>
    </section>
  )
}
