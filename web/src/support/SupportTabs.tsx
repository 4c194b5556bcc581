import { Link, useLocation } from 'wouter'
import { useLanguage } from '../language/language.tsx'

const OPEN = '/support/agreements'
const look = (active: boolean): string => (active ? 'active' : '')

/** The ways between the pages for staff on the telephone. */
export function SupportTabs() {
  const { text } = useLanguage()
  const [place] = useLocation()
  return (
    <nav className="tabs" aria-label={text('console.support.title')}>
      <Link href="/support" className={look}>
        {text('console.support.title')}
      </Link>
      <Link href={OPEN} className={look(place.startsWith(OPEN))} data-testid="tab-agreements">
        {text('console.openAgreements.title')}
      </Link>
    </nav>
  )
}
