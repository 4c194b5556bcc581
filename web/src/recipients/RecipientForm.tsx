import { type FormEvent, useState } from 'react'
import type { Device, Recipient, RecipientBody } from '../api-types.ts'
import { languageNames, useLanguage } from '../language/language.tsx'
import { TroubleNotice } from '../parts/TroubleNotice.tsx'
import { useAct } from '../parts/use-act.ts'
import { useWorld } from '../world.tsx'

/** `of`: whose a new one is. */
type Props = {
  recipient?: Recipient
  of?: { accountId: string }
  devices: readonly Device[]
  onDone: () => void
  onCancel: () => void
}

/** Adds a recipient, or changes what one is told. An address is not changed: another is another recipient. */
export function RecipientForm({ recipient, of, devices, onDone, onCancel }: Props) {
  const { api } = useWorld()
  const { text } = useLanguage()
  const { working, trouble, act } = useAct(onDone)
  const [way, setWay] = useState<RecipientBody['way']>('email')
  const [all, setAll] = useState(recipient ? recipient.devices === null : true)
  const chosen = new Set(recipient?.devices?.map(({ id }) => id) ?? [])

  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    const typed = (name: string): string => String(form.get(name) ?? '').trim()
    const [from, until] = [typed('from'), typed('until')]
    const wishes = {
      name: typed('name'),
      ...(typed('language') === '' ? {} : { language: typed('language') }),
      devices: all ? null : form.getAll('device').map(String),
      security: form.has('security'),
      function: form.has('function'),
      quiet: from === '' || until === '' ? null : { from, until },
    }
    if (recipient) act(api.changeRecipient(recipient.id, wishes))
    else act(api.addRecipient({ ...of, ...wishes, way, ...(way === 'push' ? {} : { address: typed('address') }) }))
  }
  const tick = (name: string, label: string, on: boolean, value = 'on') => (
    <label className="tick" key={`${name} ${value}`}>
      <input type="checkbox" name={name} value={value} defaultChecked={on} /> {label}
    </label>
  )
  return (
    <form className="form panel account" onSubmit={submit} data-testid="recipient-form">
      {!recipient && <WayFields way={way} setWay={setWay} />}
      <label htmlFor="name">{text('console.recipients.name')}</label>
      <input
        id="name"
        name="name"
        required
        maxLength={60}
        defaultValue={recipient?.name}
        data-testid="recipient-name"
      />
      <label htmlFor="language">{text('console.recipients.language')}</label>
      <select id="language" name="language" defaultValue={recipient?.language ?? ''}>
        {!recipient && <option value="">{text('console.recipients.language.own')}</option>}
        {languageNames.map(([tag, name]) => (
          <option key={tag} value={tag}>
            {name}
          </option>
        ))}
      </select>
      {tick('security', text('console.recipients.security'), recipient?.security ?? true)}
      {tick('function', text('console.recipients.function'), recipient?.function ?? true)}
      <label className="tick">
        <input type="checkbox" checked={all} onChange={(event) => setAll(event.target.checked)} />{' '}
        {text('console.recipients.allDevices')}
      </label>
      {!all && devices.map(({ id, name }) => tick('device', name, chosen.has(id), id))}
      <label htmlFor="from">{text('console.recipients.quiet')}</label>
      <div className="acts">
        <input id="from" name="from" type="time" defaultValue={recipient?.quiet?.from} />
        <input
          name="until"
          type="time"
          aria-label={text('console.recipients.until')}
          defaultValue={recipient?.quiet?.until}
        />
      </div>
      <p className="soft">{text('console.recipients.quiet.hint')}</p>
      <div aria-live="polite">{trouble && <TroubleNotice trouble={trouble} />}</div>
      <div className="buttons">
        <button type="button" onClick={onCancel}>
          {text('console.recipients.cancel')}
        </button>
        <button type="submit" className="primary" disabled={working} data-testid="recipient-save">
          {text('console.recipients.save')}
        </button>
      </div>
    </form>
  )
}

function WayFields({ way, setWay }: { way: RecipientBody['way']; setWay: (way: RecipientBody['way']) => void }) {
  const { text } = useLanguage()
  return (
    <>
      <label htmlFor="way">{text('console.recipients.way')}</label>
      <select id="way" value={way} onChange={(event) => setWay(event.target.value as RecipientBody['way'])}>
        {(['email', 'sms', 'push'] as const).map((one) => (
          <option key={one} value={one}>
            {text(`console.recipients.way.${one}`)}
          </option>
        ))}
      </select>
      {way !== 'push' && (
        <>
          <label htmlFor="address">{text(`console.recipients.address.${way}`)}</label>
          <input id="address" name="address" required maxLength={254} data-testid="recipient-address" />
        </>
      )}
    </>
  )
}
