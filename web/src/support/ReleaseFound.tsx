import type { SupportFinding } from '../api-types.ts'
import { useLanguage } from '../language/language.tsx'
import { heldText } from '../licences/licence-type.ts'
import { AccountLink } from './AccountLink.tsx'
import { Fact } from './Fact.tsx'

type Found = SupportFinding['releases'][number]

/** What is released for a dongle: its order and price, the message that ordered it, and each unlock with the dongle's own answer. */
export function ReleaseFound({ found }: { found: Found }) {
  const { text, format, has } = useLanguage()
  const { order } = found
  const pricing = `console.order.pricing.${order?.pricing}`
  return (
    <section className="panel" data-testid="support-release">
      <h2>{text('console.support.release', { type: found.type })}</h2>
      <dl className="facts">
        <Fact name="licenceNumber">
          <span className="mono">{found.licenceNumber}</span>
        </Fact>
        <Fact name="released">
          {format.instant(found.releasedAt)}, {found.who}
        </Fact>
        <Fact name="order">
          {order ? (
            <>
              {order.number}, <AccountLink id={order.accountId} name={order.accountName} />
            </>
          ) : (
            text('console.support.byOffice')
          )}
        </Fact>
        {order && (
          <Fact name="price">
            {format.money(order.amountMinor, order.currency)}, {has(pricing) ? text(pricing) : order.pricing}
          </Fact>
        )}
        {found.messages.map((message) => (
          <Message key={message.id} message={message} />
        ))}
        {found.unlocks.map((one) => (
          <UnlockFound key={one.unlock.id} one={one} />
        ))}
        <Fact name="unlockCounter">
          {found.counter} ({found.keyId})
        </Fact>
        <Fact name="release">
          <span className="mono">{found.id}</span>
        </Fact>
      </dl>
    </section>
  )
}

function Message({ message }: { message: Found['messages'][number] }) {
  const { format } = useLanguage()
  return (
    <>
      <Fact name="message">
        {format.second(message.at)} {message.from}: {message.text}
      </Fact>
      <Fact name="messageAnswer">{message.answerText}</Fact>
    </>
  )
}

function UnlockFound({ one }: { one: Found['unlocks'][number] }) {
  const { text, format, has } = useLanguage()
  const { unlock, answer, counter } = one
  const reason = unlock.reason ?? answer?.reason
  return (
    <>
      <Fact name="unlock">
        <ol className="steps">
          {unlock.history.map(({ state, at }) => (
            <li key={`${at} ${state}`}>
              {format.second(at)} {text(`state.${state}`)}
            </li>
          ))}
        </ol>
      </Fact>
      {reason && <Fact name="reason">{has(`reason.${reason}`) ? text(`reason.${reason}`) : reason}</Fact>}
      {answer && (
        <Fact name="answer">
          {text(`state.${answer.outcome}`)}: {heldText(answer.before) ?? '–'} → {heldText(answer.after) ?? '–'},{' '}
          <span className="mono">{answer.licenceNumber}</span>
        </Fact>
      )}
      {counter !== undefined && <Fact name="commandCounter">{counter}</Fact>}
    </>
  )
}
