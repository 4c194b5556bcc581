import { Link } from 'wouter'
import { useLanguage } from '../language/language.tsx'
import { useLoad } from '../live/use-load.ts'
import { useMay } from '../session/session.tsx'
import { useWorld } from '../world.tsx'

/** The way to one's own text messages; staff have it in the menu. Where a provider delivers them, messages are not for customers to read here, and the server says so. */
export function MessagesLink() {
  return useMay('support') ? null : <ToMessages />
}

function ToMessages() {
  const { api } = useWorld()
  const { text } = useLanguage()
  const messages = useLoad(() => api.sms(), 'sms', 0)
  return messages.data && <Link href="/sms">{text('console.sms.title')}</Link>
}
