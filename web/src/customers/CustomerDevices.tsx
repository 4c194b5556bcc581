import { type FormEvent, useState } from 'react'
import type { CustomerDeviceList } from '../api-types.ts'
import { useLanguage } from '../language/language.tsx'
import { useLoad } from '../live/use-load.ts'
import { LoadedView } from '../parts/LoadedView.tsx'
import { TroubleNotice } from '../parts/TroubleNotice.tsx'
import { useAct } from '../parts/use-act.ts'
import { useWorld } from '../world.tsx'

/** The devices of one customer with their SIMs, and the registration of one more. */
export function CustomerDevices({ accountId }: { accountId: string }) {
  const { api } = useWorld()
  const { text } = useLanguage()
  const [cursor, setCursor] = useState<string>()
  const loaded = useLoad(() => api.customerDevices(accountId, cursor), `customer ${accountId} ${cursor}`, 0)
  return (
    <>
      <h3>{text('console.customers.devices')}</h3>
      <LoadedView loaded={loaded} waiting={<div className="bone row" />}>
        {({ items, next }) => (
          <>
            {items.length === 0 && <p className="soft">{text('console.customers.devices.none')}</p>}
            <ul>
              {items.map((device) => (
                <DeviceLine key={device.id} device={device} />
              ))}
            </ul>
            {next !== null && (
              <button type="button" onClick={() => setCursor(next)}>
                {text('console.customers.more')}
              </button>
            )}
          </>
        )}
      </LoadedView>
      <RegisterDevice accountId={accountId} onRegistered={loaded.again} />
    </>
  )
}

function DeviceLine({ device }: { device: CustomerDeviceList['items'][number] }) {
  const { text, format } = useLanguage()
  const { serial, simKind, balanceMinor, currency, validUntil } = device
  return (
    <li>
      <span className="code">{serial}</span> {simKind !== null && <span>{text(`sim.${simKind}`)}</span>}{' '}
      <span className="soft">
        {balanceMinor !== null && currency !== null && format.money(balanceMinor, currency)}
        {validUntil !== null && text('console.account.valid', { date: format.day(validUntil) })}
      </span>
    </li>
  )
}

function RegisterDevice(props: { accountId: string; onRegistered: () => void }) {
  const { api } = useWorld()
  const { text } = useLanguage()
  const { working, trouble, act } = useAct(props.onRegistered)
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault()
    const imei = String(new FormData(event.currentTarget).get('imei'))
    act(api.registerDevice({ imei, accountId: props.accountId }))
  }
  return (
    <form className="form" onSubmit={submit}>
      <label htmlFor={`imei-${props.accountId}`}>{text('console.customers.register')} (IMEI)</label>
      <input id={`imei-${props.accountId}`} name="imei" inputMode="numeric" maxLength={32} required />
      <div aria-live="polite">{trouble && <TroubleNotice trouble={trouble} />}</div>
      <button type="submit" disabled={working}>
        {text('console.register.act')}
      </button>
    </form>
  )
}
