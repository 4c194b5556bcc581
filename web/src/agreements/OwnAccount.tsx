import { useId } from 'react'
import { useLanguage } from '../language/language.tsx'
import { useSession } from '../session/session.tsx'

/** Levels that may agree for their account: a merge is between customers. */
const LEVELS = { merge: ['owner'], 'hand-over': ['owner', 'reseller'] } as const

/** Accounts that whoever is signed in may agree for. */
export function useOwnAccounts(kind: keyof typeof LEVELS): { accountId: string; accountName: string }[] {
  const { state } = useSession()
  const levels: readonly string[] = LEVELS[kind]
  return state.kind === 'in' ? state.user.memberships.filter(({ level }) => levels.includes(level)) : []
}

/** Which of one's accounts: a field `accountId` for whoever has several, nothing for everybody else. */
export function OwnAccount(props: { kind: keyof typeof LEVELS; onChoose?: (accountId: string) => void }) {
  const { text } = useLanguage()
  const id = useId()
  const accounts = useOwnAccounts(props.kind)
  if (accounts.length < 2) return null
  return (
    <>
      <label htmlFor={id}>{text('console.agreements.own-account')}</label>
      <select
        id={id}
        name="accountId"
        required
        defaultValue=""
        data-testid="own-account"
        onChange={({ target }) => props.onChoose?.(target.value)}
      >
        <option value="" />
        {accounts.map(({ accountId, accountName }) => (
          <option key={accountId} value={accountId}>
            {accountName}
          </option>
        ))}
      </select>
    </>
  )
}
