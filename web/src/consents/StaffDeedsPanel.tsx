import { useLanguage } from '../language/language.tsx'
import { useLoad } from '../live/use-load.ts'
import { LoadedView } from '../parts/LoadedView.tsx'
import { useWorld } from '../world.tsx'

/** What staff did on one account: its owner's to see. */
export function StaffDeedsPanel(props: { accountId: string; name: string }) {
  const { api } = useWorld()
  const { text, format } = useLanguage()
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
            <ul className="soft">
              {items.map(({ id, at, act, by, subject }) => (
                <li key={id}>
                  {format.time(at)}: <code>{act}</code> ({text(`console.staffDeeds.by.${by}`)}), {subject}
                </li>
              ))}
            </ul>
          </>
        )}
      </LoadedView>
    </section>
  )
}
