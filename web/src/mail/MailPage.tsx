import { Link } from 'wouter'
import type { MailWhole } from '../api-types.ts'
import { useLanguage } from '../language/language.tsx'
import { useChanges } from '../live/changes.tsx'
import { useLoad } from '../live/use-load.ts'
import { LoadedView } from '../parts/LoadedView.tsx'
import { useWorld } from '../world.tsx'
import { MailState } from './MailsPage.tsx'
import { mailFileUrl } from './mail-api.ts'

/** One mail, with its words where they are shown. */
export function MailPage({ id }: { id: string }) {
  const { api } = useWorld()
  const { text } = useLanguage()
  const { changes } = useChanges()
  const loaded = useLoad(() => api.mail(id), `mail ${id}`, changes)
  return (
    <>
      <p>
        <Link href="/mails">{text('console.mail.all')}</Link>
      </p>
      <LoadedView loaded={loaded} waiting={<div className="bone row" />}>
        {(mail) => <Whole mail={mail} />}
      </LoadedView>
    </>
  )
}

function Whole({ mail }: { mail: MailWhole }) {
  const { text, format } = useLanguage()
  return (
    <>
      <h1>{mail.subject ?? text('console.mail.erased')}</h1>
      <p className="soft">
        {mail.to !== null && `${text('console.mail.to')} ${mail.to} · `}
        {format.time(mail.at)}
      </p>
      <MailState mail={mail} />
      {mail.text === null ? (
        mail.subject !== null && <p className="notice">{text('console.mail.hidden')}</p>
      ) : (
        <article className="panel talk">
          <p className="lined" data-testid="mail-text">
            <WithLinks text={mail.text} />
          </p>
        </article>
      )}
      {mail.files.length > 0 && (
        <ul>
          {mail.files.map(({ name, bytes }, part) => (
            <li key={name}>
              {mail.text === null ? name : <a href={mailFileUrl(mail.id, part)}>{name}</a>} ({format.number(bytes)} B)
            </li>
          ))}
        </ul>
      )}
    </>
  )
}

/** Addresses of this house are links: whoever tries it has no other mailbox. */
function WithLinks({ text }: { text: string }) {
  const parts = text.split(/(https?:\/\/[^\s<>"]+)/)
  return (
    <>
      {parts.map((part, at) =>
        at % 2 === 1 ? (
          // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one text never change places
          <a key={at} href={part}>
            {part}
          </a>
        ) : (
          part
        ),
      )}
    </>
  )
}
