import { Link } from 'wouter'
import type { SupportFinding } from '../api-types.ts'
import { useLanguage } from '../language/language.tsx'
import { AccountEffect } from '../parts/AccountEffect.tsx'
import { SimValue } from '../parts/SimValue.tsx'
import { AccountLink } from './AccountLink.tsx'
import { Fact } from './Fact.tsx'

/** One use of a code: who, where, each step, and the device's own answer. */
export function RedemptionFound({ found }: { found: SupportFinding['redemptions'][number] }) {
  const { text, format, has } = useLanguage()
  const { redemption, answer, device, counter } = found
  const reason = redemption.reason ?? answer?.reason
  return (
    <section className="panel" data-testid="support-redemption" data-state={redemption.state}>
      <h2>{text(`state.${redemption.state}`)}</h2>
      {reason && <p>{has(`reason.${reason}`) ? text(`reason.${reason}`) : reason}</p>}
      <dl className="facts">
        <Fact name="who">
          {found.who}, <AccountLink id={found.accountId} name={found.accountName} />
        </Fact>
        {device && (
          <Fact name="device">
            {device.name}, <span className="mono">{device.serial}</span>
          </Fact>
        )}
        {!('iccid' in redemption.effect) && (
          <Fact name="effect">
            <AccountEffect effect={redemption.effect} />
          </Fact>
        )}
        <Fact name="steps">
          <ol className="steps">
            {redemption.history.map(({ state, at }) => (
              <li key={`${at} ${state}`}>
                {format.second(at)} {text(`state.${state}`)}
              </li>
            ))}
          </ol>
        </Fact>
        {answer && (
          <Fact name="answer">
            {text(`state.${answer.outcome}`)}: <SimValue sim={answer.before} /> → <SimValue sim={answer.after} />
          </Fact>
        )}
        {answer?.at && <Fact name="deviceClock">{format.second(answer.at)}</Fact>}
        {answer && (
          <Fact name="iccid">
            <span className="mono">{answer.iccid}</span>
          </Fact>
        )}
        {counter !== undefined && <Fact name="counter">{counter}</Fact>}
        <Fact name="redemption">
          <span className="mono">{redemption.id}</span>
        </Fact>
      </dl>
      {found.receipt && <Link href={`/redemptions/${redemption.id}/receipt`}>{text('console.receipt.title')}</Link>}
    </section>
  )
}
