import { useState } from 'react'
import { Link } from 'wouter'
import type { Device } from '../api-types.ts'
import { useLanguage } from '../language/language.tsx'
import { useChanges } from '../live/changes.tsx'
import { useLoad } from '../live/use-load.ts'
import { LoadedView } from '../parts/LoadedView.tsx'
import { useMay } from '../session/session.tsx'
import { useWorld } from '../world.tsx'
import { WatchForm } from './WatchForm.tsx'

/** What a collar is watched for: what its account chose, and what it has of its own. */
export function WatchPanel({ device }: { device: Device }) {
  const { api } = useWorld()
  const { text } = useLanguage()
  const { changes } = useChanges()
  const may = useMay('manage-alarms', device.owner.accountId)
  const [saved, setSaved] = useState(false)
  const loaded = useLoad(() => api.alarmSettings(device.id), `watch ${device.id}`, changes)
  return (
    <section className="panel" data-testid="watch">
      <details>
        <summary>{text('console.watch.title')}</summary>
        <LoadedView loaded={loaded} waiting={<div className="bone row" />}>
          {(settings) => (
            <WatchForm
              // What somebody else has chosen meanwhile is shown; a choice that is being made is not lost to each report.
              key={JSON.stringify([settings.chosen, settings.above])}
              settings={settings}
              of="device"
              currency={device.sim?.currency}
              may={may}
              save={(chosen) => api.chooseAlarmSettings(device.id, chosen)}
              saved={saved}
              onSaved={(done) => {
                setSaved(done)
                if (done) loaded.again()
              }}
            />
          )}
        </LoadedView>
        <p>
          <Link href={`/alarm-defaults/${encodeURIComponent(device.owner.accountId)}`}>
            {text('console.watch.defaults')}
          </Link>
        </p>
      </details>
    </section>
  )
}
