import { useId, useState } from 'react'
import { useLanguage } from '../language/language.tsx'
import { useSession } from '../session/session.tsx'

/** The account that a page is about: the one that its address names, or else one's own, of several the first. @param named of the address */
export function useAccount(named: string | undefined): string | undefined {
  const { state } = useSession()
  return named ?? (state.kind === 'in' ? state.user.memberships[0]?.accountId : undefined)
}

/** The account that a page without one in its address is about, and the way to choose another; undefined for whoever belongs to one, where nothing has to be said. */
export function useChosenAccount(): [accountId: string | undefined, choose: (accountId: string) => void] {
  const { state } = useSession()
  const [chosen, choose] = useState<string>()
  const own = state.kind === 'in' ? state.user.memberships : []
  return [own.length > 1 ? (chosen ?? own[0]?.accountId) : undefined, choose]
}

/** Which of one's accounts a page is about: a field for whoever belongs to several, nothing for everybody else. */
export function AccountChoice(props: { accountId: string | undefined; onChoose: (accountId: string) => void }) {
  const { text } = useLanguage()
  const { state } = useSession()
  const id = useId()
  const own = state.kind === 'in' ? state.user.memberships : []
  if (own.length < 2) return null
  return (
    <div className="filter">
      <div>
        <label htmlFor={id}>{text('console.account.choose')}</label>
        <select
          id={id}
          value={props.accountId}
          data-testid="account-choice"
          onChange={({ target }) => props.onChoose(target.value)}
        >
          {own.map(({ accountId, accountName }) => (
            <option key={accountId} value={accountId}>
              {accountName}
            </option>
          ))}
        </select>
      </div>
    </div>
  )
}
