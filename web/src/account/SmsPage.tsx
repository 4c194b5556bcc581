import { useLanguage } from '../language/language.tsx'
import { useChanges } from '../live/changes.tsx'
import { useLoad } from '../live/use-load.ts'
import { LoadedView } from '../parts/LoadedView.tsx'
import { useWorld } from '../world.tsx'

/** The last text messages: where no provider is connected, the only place where they can be read. */
export function SmsPage() {
  const { api } = useWorld()
  const { text, format } = useLanguage()
  const { changes } = useChanges()
  const loaded = useLoad(() => api.sms(), 'sms', changes)
  return (
    <>
      <h1>{text('console.sms.title')}</h1>
      <p className="notice">{text('console.sms.note')}</p>
      <LoadedView loaded={loaded} waiting={<div className="bone row" />}>
        {({ items }) =>
          items.length === 0 ? (
            <p className="soft">{text('console.sms.empty')}</p>
          ) : (
            <ul>
              {items.map((sms) => (
                <li key={sms.id} className="panel" data-testid="sms">
                  <p className="soft">
                    {text('console.sms.to')} {sms.to} · {format.ago(sms.at)}
                  </p>
                  <p>{sms.text}</p>
                </li>
              ))}
            </ul>
          )
        }
      </LoadedView>
    </>
  )
}
