import { useState } from 'react'
import type { Device, Recipient, Told } from '../api-types.ts'
import { useLanguage } from '../language/language.tsx'
import { TroubleNotice } from '../parts/TroubleNotice.tsx'
import { useAct } from '../parts/use-act.ts'
import { useWorld } from '../world.tsx'
import { ProofForm } from './ProofForm.tsx'
import { RecipientForm } from './RecipientForm.tsx'

type Props = { recipient: Recipient; devices: readonly Device[]; manage: boolean; again: () => void }

/** One recipient: what it is told, why nothing comes, what came last, and what can be done with it. */
export function RecipientRow({ recipient, devices, manage, again }: Props) {
  const { api } = useWorld()
  const { text } = useLanguage()
  const [changing, setChanging] = useState(false)
  const [tried, setTried] = useState<string | null>(null)
  const { working, trouble, act } = useAct(again)
  const { id, way, confirmed, silences } = recipient
  const changed = (): void => {
    setChanging(false)
    again()
  }
  const tryIt = async (): Promise<void> => {
    const { silence } = await api.tryRecipient(id)
    setTried(silence === null ? text('console.recipients.tried') : text(`console.silence.${silence}`))
  }
  if (changing)
    return (
      <RecipientForm recipient={recipient} devices={devices} onDone={changed} onCancel={() => setChanging(false)} />
    )
  return (
    <>
      <h2>{recipient.name}</h2>
      <p>
        {text(`console.recipients.way.${way}`)} {recipient.address}
      </p>
      <Wishes recipient={recipient} />
      {silences.map((silence) => (
        <p key={silence} className="notice" data-testid="silence" data-silence={silence}>
          {text(`console.silence.${silence}`)}
        </p>
      ))}
      {manage && !confirmed && <ProofForm id={id} again={again} />}
      {recipient.lately.map((told) => (
        <ToldLine key={told.id} told={told} />
      ))}
      <div aria-live="polite">
        {tried && (
          <p className="notice" data-testid="tried">
            {tried}
          </p>
        )}
        {trouble && <TroubleNotice trouble={trouble} />}
      </div>
      {manage && (
        <div className="buttons">
          <button type="button" disabled={working} onClick={() => act(api.removeRecipient(id))}>
            {text('console.recipients.remove')}
          </button>
          <button type="button" onClick={() => setChanging(true)}>
            {text('console.recipients.change')}
          </button>
          <button type="button" disabled={working} data-testid="recipient-test" onClick={() => act(tryIt())}>
            {text('console.recipients.test')}
          </button>
        </div>
      )}
    </>
  )
}

function Wishes({ recipient }: { recipient: Recipient }) {
  const { text } = useLanguage()
  const { devices, quiet } = recipient
  const said = [
    recipient.security && text('console.recipients.security'),
    recipient.function && text('console.recipients.function'),
    devices === null ? text('console.recipients.allDevices') : devices.map(({ name }) => name).join(', '),
    quiet && `${text('console.recipients.quiet')} ${quiet.from}–${quiet.until}`,
  ].filter(Boolean)
  return <p className="soft">{said.join(' · ')}</p>
}

/** How a state looks; the words tell it as well. */
const LOOKS: Record<NonNullable<Told['state']>, string> = {
  waiting: 'queued',
  sent: 'sent',
  delivered: 'applied',
  opened: 'applied',
  failed: 'refused',
  unclear: 'refused',
  forgotten: 'sent',
}

function ToldLine({ told }: { told: Told }) {
  const { text, format, has } = useLanguage()
  const { kind, state, silence, reason, rule, device, step } = told
  const key = `alarm.rule.${rule ?? ''}`
  const sentence =
    rule === null ? text(`console.told.${kind}`) : text(has(key) ? key : 'alarm.rule.other', { device: device ?? '' })
  return (
    <p className="soft told" data-testid="told">
      <span>
        {format.ago(told.at)}: {step === 'closed' ? text('console.told.over', { sentence }) : sentence}
      </span>{' '}
      {state !== null && <span className={`badge ${LOOKS[state]}`}>{text(`console.told.${state}`)}</span>}
      {silence !== null && (
        <span className="badge" data-silence={silence}>
          {text(`console.told.because.${silence}`)}
        </span>
      )}{' '}
      {reason}
    </p>
  )
}
