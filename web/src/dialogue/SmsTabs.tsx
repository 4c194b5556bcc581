import { Link } from 'wouter'
import { useLanguage } from '../language/language.tsx'
import { useMay } from '../session/session.tsx'

const look = (active: boolean): string => (active ? 'active' : '')

/** The ways between the pages about messages, for staff: everybody else has but one of them. */
export function SmsTabs() {
  const { text } = useLanguage()
  if (!useMay('see-dialogue')) return null
  return (
    <nav className="tabs" aria-label={text('console.sms.title')}>
      <Link href="/sms" className={look}>
        {text('console.sms.outbox')}
      </Link>
      <Link href="/dialogue" className={look}>
        {text('console.dialogue.title')}
      </Link>
      <Link href="/numbers" className={look}>
        {text('console.numbers.title')}
      </Link>
      <Link href="/mails" className={look}>
        {text('console.mail.title')}
      </Link>
      <Link href="/contacts" className={look}>
        {text('console.contacts.title')}
      </Link>
    </nav>
  )
}
