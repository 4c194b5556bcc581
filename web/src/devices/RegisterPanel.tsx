import { type FormEvent, useId, useState } from 'react'
import { Link } from 'wouter'
import type { RegistrationsReport } from '../api-types.ts'
import { useLanguage } from '../language/language.tsx'
import { TroubleNotice } from '../parts/TroubleNotice.tsx'
import { useAct } from '../parts/use-act.ts'
import { useSession } from '../session/session.tsx'
import { useWorld } from '../world.tsx'
import { typedSerial } from './typed-serial.ts'

/** Levels that register on their own account, and on any. */
const LEVELS = ['owner', 'manager', 'reseller']
const STAFF = ['admin', 'support']
const NOT_AVAILABLE = ['imei-not-available', 'dongle-not-available']

/** Registers a collar by its IMEI or a dongle by its Carat-ID, or many collars by a file. */
export function RegisterPanel(props: { onRegistered: () => void }) {
  const { text } = useLanguage()
  const { state } = useSession()
  const memberships = state.kind === 'in' ? state.user.memberships : []
  const staff = memberships.some(({ level }) => STAFF.includes(level))
  if (!staff && !memberships.some(({ level }) => LEVELS.includes(level))) return null
  return (
    <details className="panel apart" data-testid="register-panel">
      <summary>{text('console.register.title')}</summary>
      <OneForm staff={staff} onRegistered={props.onRegistered} />
      <FileForm staff={staff} onRegistered={props.onRegistered} />
    </details>
  )
}

type FormProps = { staff: boolean; onRegistered: () => void }

function OneForm({ staff, onRegistered }: FormProps) {
  const { api } = useWorld()
  const { text } = useLanguage()
  const id = useId()
  const [done, setDone] = useState<'collar' | 'dongle' | null>(null)
  const [asked, setAsked] = useState('')
  const { working, trouble, act } = useAct(onRegistered)
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault()
    setDone(null)
    const form = new FormData(event.currentTarget)
    const typed = String(form.get('serial')).trim()
    setAsked(typed)
    const serial = typedSerial(typed)
    const made = { ...serial, ...chosen(form, 'name'), ...chosen(form, 'accountId') }
    act(api.registerDevice(made).then(() => setDone('imei' in serial ? 'collar' : 'dongle')))
  }
  return (
    <form className="form" onSubmit={submit}>
      <p className="soft">{text('console.register.note')}</p>
      <label htmlFor={`${id}-serial`}>{text('console.register.serial')}</label>
      <input
        id={`${id}-serial`}
        name="serial"
        autoComplete="off"
        autoCapitalize="characters"
        required
        maxLength={32}
        data-testid="register-serial"
      />
      <label htmlFor={`${id}-name`}>{text('console.register.name')}</label>
      <input id={`${id}-name`} name="name" maxLength={100} />
      {staff && <AccountField />}
      <div aria-live="polite">
        {trouble && <TroubleNotice trouble={trouble} testId="register-trouble" />}
        {trouble?.kind === 'problem' && NOT_AVAILABLE.includes(trouble.problem.code) && (
          <p className="notice" data-testid="register-ask">
            <Link href={`/agreements/ask/${encodeURIComponent(asked)}`}>{text('console.agreements.ask')}</Link>
          </p>
        )}
        {done && <p className="notice">{text(`console.register.done.${done}`)}</p>}
      </div>
      <div className="buttons">
        <button type="submit" className="primary" disabled={working} data-testid="register-act">
          {text('console.register.act')}
        </button>
      </div>
    </form>
  )
}

function FileForm({ staff, onRegistered }: FormProps) {
  const { api } = useWorld()
  const { text } = useLanguage()
  const id = useId()
  const [report, setReport] = useState<RegistrationsReport | null>(null)
  const { working, trouble, act } = useAct(onRegistered)
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    const file = form.get('file')
    if (!(file instanceof File)) return
    const wish = { allOrNothing: form.get('together') !== null, ...chosen(form, 'accountId') }
    act(file.text().then(async (csv) => setReport(await api.registerDevices({ csv, ...wish }))))
  }
  return (
    <form className="form spaced" onSubmit={submit}>
      <h3>{text('console.register.many')}</h3>
      <p className="soft">{text('console.register.many.note')}</p>
      <input type="file" name="file" accept=".csv,text/csv,text/plain" required aria-label="CSV" />
      {staff && <AccountField />}
      <label className="tick" htmlFor={`${id}-together`}>
        <input id={`${id}-together`} type="checkbox" name="together" /> {text('console.register.together')}
      </label>
      <div aria-live="polite">
        {trouble && <TroubleNotice trouble={trouble} />}
        {report && <Report report={report} />}
      </div>
      <div className="buttons">
        <button type="submit" disabled={working} data-testid="register-file">
          {text('console.register.act')}
        </button>
      </div>
    </form>
  )
}

function AccountField() {
  const { text } = useLanguage()
  const id = useId()
  return (
    <>
      <label htmlFor={id}>{text('console.register.account')}</label>
      <input id={id} name="accountId" maxLength={64} />
    </>
  )
}

function Report({ report }: { report: RegistrationsReport }) {
  const { text } = useLanguage()
  return (
    <>
      <p className="notice" data-testid="register-report">
        {text('console.register.report', { registered: report.registered })}
      </p>
      <ul>
        {report.items.map(({ line, imei, caratId, outcome }) => (
          <li key={line}>
            {text('console.register.line', { line })}: <span className="mono">{imei ?? caratId}</span>{' '}
            {text(`console.register.outcome.${outcome}`)}
          </li>
        ))}
      </ul>
    </>
  )
}

/** A field, where something was typed. */
function chosen<K extends string>(form: FormData, name: K): { [name in K]?: string } {
  const typed = String(form.get(name) ?? '').trim()
  return typed === '' ? {} : ({ [name]: typed } as { [name in K]?: string })
}
