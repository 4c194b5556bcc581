import { useState } from 'react'
import { Link, useLocation } from 'wouter'
import { useLanguage } from '../language/language.tsx'
import { useChanges } from '../live/changes.tsx'
import { useLoad } from '../live/use-load.ts'
import { AccountChoice, useAccount } from '../parts/AccountChoice.tsx'
import { LoadedView } from '../parts/LoadedView.tsx'
import { useMay } from '../session/session.tsx'
import { useWorld } from '../world.tsx'
import { WatchForm } from './WatchForm.tsx'

/** What an account's collars are watched for where nothing else is chosen for one. @param accountId absent: one's own, or the first of them */
export function AlarmDefaultsPage({ accountId }: { accountId?: string }) {
  const { text } = useLanguage()
  const [, go] = useLocation()
  const id = useAccount(accountId)
  return (
    <>
      <p>
        <Link href="/alarms" className="back">
          {text('console.alarms.title')}
        </Link>
      </p>
      <h1>{text('console.watch.defaults')}</h1>
      <AccountChoice accountId={id} onChoose={(one) => go(`/alarm-defaults/${encodeURIComponent(one)}`)} />
      {id !== undefined && <Defaults key={id} accountId={id} />}
    </>
  )
}

function Defaults({ accountId }: { accountId: string }) {
  const { api } = useWorld()
  const { text } = useLanguage()
  const { changes } = useChanges()
  const may = useMay('manage-alarms', accountId)
  const [saved, setSaved] = useState(false)
  const loaded = useLoad(() => api.alarmDefaults(accountId), `defaults ${accountId}`, changes)
  const devices = useLoad(() => api.devices(), 'devices', 0)
  const collars = (devices.data ?? []).filter(({ owner, kind }) => kind === 'collar' && owner.accountId === accountId)
  const currencies = new Set(collars.flatMap(({ sim }) => sim?.currency ?? []))
  return (
    <section className="panel" data-testid="defaults">
      <p className="soft">{text('console.watch.defaults.note')}</p>
      <LoadedView loaded={loaded} waiting={<div className="bone row" />}>
        {(settings) => (
          <WatchForm
            key={JSON.stringify(settings.chosen)}
            settings={settings}
            of="account"
            currency={currencies.size === 1 ? [...currencies][0] : undefined}
            may={may}
            save={(chosen) => api.chooseAlarmDefaults(accountId, chosen)}
            saved={saved}
            onSaved={(done) => {
              setSaved(done)
              if (done) loaded.again()
            }}
          />
        )}
      </LoadedView>
      <h2>{text('console.watch.collars')}</h2>
      <ul className="lines">
        {collars.map(({ id, name }) => (
          <li key={id}>
            <Link href={`/devices/${encodeURIComponent(id)}`}>{name}</Link>
          </li>
        ))}
      </ul>
    </section>
  )
}
