import { Link } from 'wouter'
import type { StaffDeedList } from '../api-types.ts'
import { useLanguage } from '../language/language.tsx'
import { useLoad } from '../live/use-load.ts'
import { LoadedView } from '../parts/LoadedView.tsx'
import { useWorld } from '../world.tsx'

/** Things that have a page of their own. */
const PAGES: Readonly<Record<string, string>> = { device: 'devices', invoice: 'invoices', agreement: 'agreements' }

/** What staff did on one account: its owner's to see. */
export function StaffDeedsPanel(props: { accountId: string; name: string }) {
  const { api } = useWorld()
  const { text } = useLanguage()
  const loaded = useLoad(() => api.staffDeeds(props.accountId), `staff ${props.accountId}`, 0)
  return (
    <section className="panel account" data-testid="staff-deeds">
      <h2>
        {text('console.staffDeeds.title')} {props.name}
      </h2>
      <LoadedView loaded={loaded} waiting={<div className="bone row" />}>
        {({ items }) => (
          <>
            {items.length === 0 && <p className="soft">{text('console.staffDeeds.none')}</p>}
            <ul className="deeds">
              {items.map((deed) => (
                <DeedRow key={deed.id} deed={deed} />
              ))}
            </ul>
          </>
        )}
      </LoadedView>
    </section>
  )
}

function DeedRow({ deed }: { deed: StaffDeedList['items'][number] }) {
  const { text, has, format } = useLanguage()
  const { at, act, by, subject, reason } = deed
  const known = has(`console.act.${act}`)
  const [kind = '', id = ''] = subject.split(':')
  const page = PAGES[kind]
  return (
    <li data-testid="staff-deed">
      <strong>{known ? text(`console.act.${act}`) : `${act}, ${subject}`}</strong>
      {reason && (
        <p>
          {text('console.staffDeeds.why', {
            reason: has(`console.codes.reason.${reason}`) ? text(`console.codes.reason.${reason}`) : reason,
          })}
        </p>
      )}
      <p className="soft">
        {format.time(at)}, {text(`console.staffDeeds.by.${by}`)}
        {page && (
          <>
            {' · '}
            <Link href={`/${page}/${encodeURIComponent(id)}`}>{text(`console.staffDeeds.on.${kind}`)}</Link>
          </>
        )}
      </p>
    </li>
  )
}
