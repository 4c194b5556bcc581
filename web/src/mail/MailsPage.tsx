import { Link } from 'wouter'
import type { Mail } from '../api-types.ts'
import { SmsTabs } from '../dialogue/SmsTabs.tsx'
import { useLanguage } from '../language/language.tsx'
import { useChanges } from '../live/changes.tsx'
import { useLoad } from '../live/use-load.ts'
import { usePages } from '../live/use-pages.ts'
import { LoadedView } from '../parts/LoadedView.tsx'
import { Pager } from '../parts/Pager.tsx'
import { useWorld } from '../world.tsx'

/** The last mails and what became of them; where no server is configured, the place where they are read. */
export function MailsPage() {
  const { api } = useWorld()
  const { text } = useLanguage()
  const { changes } = useChanges()
  const pages = usePages()
  const { cursor } = pages
  const loaded = useLoad(() => api.mails({ cursor }), `mails ${cursor ?? ''}`, changes)
  return (
    <>
      <h1>{text('console.mail.title')}</h1>
      <SmsTabs />
      <LoadedView loaded={loaded} waiting={<div className="bone row" />}>
        {({ items, next, shown }) => (
          <>
            {shown && <p className="notice">{text('console.mail.note')}</p>}
            {items.length === 0 && <p className="soft">{text('console.mail.empty')}</p>}
            <ul className="talk">
              {items.map((mail) => (
                <li key={mail.id} className="panel" data-testid="mail">
                  <MailRow mail={mail} />
                </li>
              ))}
            </ul>
            <Pager pages={pages} next={next} />
          </>
        )}
      </LoadedView>
    </>
  )
}

/** How a state looks; the words tell it as well. */
const LOOKS: Record<Mail['state'], string> = { queued: 'queued', sending: 'sent', sent: 'applied', failed: 'refused' }

/** State, tries and why, in one line. */
export function MailState({ mail }: { mail: Mail }) {
  const { text, format } = useLanguage()
  const state = mail.transport === 'files' ? 'shown' : mail.state
  const more = [
    mail.state === 'queued' && mail.nextTryAt && text('console.mail.nextTry', { when: format.time(mail.nextTryAt) }),
    mail.reason,
  ].filter(Boolean)
  return (
    <p className="soft">
      <span className={`badge ${LOOKS[mail.state]}`} data-testid="mail-state">
        {text(`console.mail.state.${state}`)}
      </span>{' '}
      {more.join(' · ')}
    </p>
  )
}

function MailRow({ mail }: { mail: Mail }) {
  const { text, format } = useLanguage()
  return (
    <>
      <p className="soft">
        {mail.to !== null && `${text('console.mail.to')} ${mail.to} · `}
        {format.ago(mail.at)}
      </p>
      <p>
        <Link href={`/mails/${encodeURIComponent(mail.id)}`}>{mail.subject ?? text('console.mail.erased')}</Link>
      </p>
      <MailState mail={mail} />
    </>
  )
}
