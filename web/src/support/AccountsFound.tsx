import { Link } from 'wouter'
import type { SupportFinding } from '../api-types.ts'
import { useLanguage } from '../language/language.tsx'

/** Accounts that a caller's words name, each with the ways to what is its. */
export function AccountsFound({ accounts, more }: { accounts: SupportFinding['accounts']; more: boolean }) {
  const { text, format } = useLanguage()
  return (
    <section className="panel" data-testid="support-accounts">
      <h2>{text('console.support.accounts')}</h2>
      <ul className="deeds">
        {accounts.map(({ id, name, kind, country }) => (
          <li key={id} data-testid="support-account">
            <strong>
              <Link href={`/customers/${encodeURIComponent(id)}`}>{name}</Link>
            </strong>
            <span>
              {text(`console.support.account.${kind}`)}, {format.country(country)}{' '}
              <span className="mono soft">{id}</span>
            </span>
            <AccountWays accountId={id} />
          </li>
        ))}
      </ul>
      {more && <p className="notice">{text('console.support.accounts.more')}</p>}
    </section>
  )
}

/** From an account to its devices, invoices and recipients. */
export function AccountWays({ accountId }: { accountId: string }) {
  const { text } = useLanguage()
  const of = encodeURIComponent(accountId)
  return (
    <span>
      <Link href={`/customers/${of}/devices`}>{text('console.support.account.devices')}</Link>{' '}
      <Link href={`/customers/${of}/invoices`}>{text('console.billing.title')}</Link>{' '}
      <Link href={`/recipients/${of}`}>{text('console.recipients.title')}</Link>
    </span>
  )
}

/** Back to the page of an account that staff look at. */
export function CustomerBack({ accountId }: { accountId: string }) {
  const { text } = useLanguage()
  return (
    <p>
      <Link href={`/customers/${encodeURIComponent(accountId)}`} className="back">
        {text('console.customer.title')}
      </Link>
    </p>
  )
}
