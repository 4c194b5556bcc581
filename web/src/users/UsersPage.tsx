import { ConsentsPanel } from '../consents/ConsentsPanel.tsx'
import { StaffDeedsPanel } from '../consents/StaffDeedsPanel.tsx'
import { ResellerPanel } from '../customers/ResellerPanel.tsx'
import { useLanguage } from '../language/language.tsx'
import { useSession } from '../session/session.tsx'
import { FactorPanel } from './FactorPanel.tsx'
import { LanguagePanel } from './LanguagePanel.tsx'
import { MembersPanel } from './MembersPanel.tsx'
import { PasswordPanel } from './PasswordPanel.tsx'
import { SessionsPanel } from './SessionsPanel.tsx'

/** Levels that see who belongs to their account; the server decides. */
const SEEING = ['owner', 'manager', 'admin', 'reseller']

/** Levels of a household: they see who its reseller is. */
const HOUSEHOLD = ['owner', 'manager', 'viewer']

/** One's own password, language and sessions, and the users of one's accounts. */
export function UsersPage() {
  const { text } = useLanguage()
  const { state } = useSession()
  const memberships = state.kind === 'in' ? state.user.memberships : []
  return (
    <>
      <h1>{text('console.users.title')}</h1>
      {memberships
        .filter(({ level }) => SEEING.includes(level))
        .map(({ accountId, accountName, level }) => (
          <MembersPanel key={accountId} accountId={accountId} name={accountName} level={level} />
        ))}
      {memberships
        .filter(({ level }) => HOUSEHOLD.includes(level))
        .map(({ accountId, accountName, level }) => (
          <ResellerPanel key={accountId} accountId={accountId} name={accountName} ending={level === 'owner'} />
        ))}
      <PasswordPanel />
      <LanguagePanel />
      <FactorPanel />
      <SessionsPanel />
      <ConsentsPanel />
      {memberships
        .filter(({ level }) => level === 'owner' || level === 'reseller')
        .map(({ accountId, accountName }) => (
          <StaffDeedsPanel key={accountId} accountId={accountId} name={accountName} />
        ))}
    </>
  )
}
