import { Link } from 'wouter'
import type { SmsNumber } from '../api-types.ts'
import { useLanguage } from '../language/language.tsx'
import { TroubleNotice } from '../parts/TroubleNotice.tsx'
import { useAct } from '../parts/use-act.ts'
import { useWorld } from '../world.tsx'

/** A registered number, what it has said, and ending it. */
export function NumberRow(props: { number: SmsNumber; mayManage: boolean; onChanged: () => void }) {
  const { number } = props
  const { text, format } = useLanguage()
  const active = number.state === 'active'
  return (
    <>
      <p className="head">
        <strong className="mono">{number.phone}</strong>
        <span title={number.accountId}>{number.accountName}</span>
        <span className={active ? 'badge applied' : 'badge'}>
          {text(active ? 'console.numbers.state.active' : 'console.numbers.state.withdrawn')}
        </span>
        <time className="soft" dateTime={number.registeredAt}>
          {format.day(number.registeredAt)}
          {number.withdrawnAt !== undefined && ` – ${format.day(number.withdrawnAt)}`}
        </time>
      </p>
      <p className="head">
        <span className="soft">
          {text('console.numbers.language')}: {number.language}
        </span>
        <Link href={`/dialogue/${number.id}`}>{text('console.dialogue.title')}</Link>
      </p>
      {active && props.mayManage && <Withdrawal {...props} />}
    </>
  )
}

function Withdrawal({ number, onChanged }: { number: SmsNumber; onChanged: () => void }) {
  const { api } = useWorld()
  const { text } = useLanguage()
  const { working, trouble, act } = useAct(onChanged)
  return (
    <details>
      <summary>{text('console.numbers.withdraw')}</summary>
      <p>{text('console.numbers.withdraw.warning')}</p>
      <button
        type="button"
        disabled={working}
        onClick={() => act(api.withdrawNumber(number.id))}
        data-testid="number-withdraw"
      >
        {text('console.numbers.withdraw.confirm', { phone: number.phone })}
      </button>
      <div aria-live="polite">{trouble && <TroubleNotice trouble={trouble} />}</div>
    </details>
  )
}
