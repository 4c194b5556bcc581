import type { FormEvent } from 'react'
import type { AlarmChoice, AlarmSettings, Device } from '../api-types.ts'
import { useLanguage } from '../language/language.tsx'
import { useChanges } from '../live/changes.tsx'
import { useLoad } from '../live/use-load.ts'
import { LoadedView } from '../parts/LoadedView.tsx'
import { TroubleNotice } from '../parts/TroubleNotice.tsx'
import { useAct } from '../parts/use-act.ts'
import { useWorld } from '../world.tsx'

/** What is chosen beside a switch, and the numbers that the server takes. */
const NUMBERS = {
  movement: { name: 'metres', min: 20, max: 10_000 },
  battery: { name: 'percent', min: 1, max: 90 },
  noContact: { name: 'hours', min: 1, max: 720 },
  balance: { name: 'minor', min: 0, max: 1_000_000 },
  validity: { name: 'days', min: 1, max: 100 },
} as const
const RULES = ['movement', 'battery', 'noContact', 'balance', 'validity', 'disagreement', 'simSwapped'] as const

/** What a collar is watched for, and its safety zones. */
export function WatchPanel({ device }: { device: Device }) {
  const { api } = useWorld()
  const { text } = useLanguage()
  const { changes } = useChanges()
  const loaded = useLoad(() => api.alarmSettings(device.id), `watch ${device.id}`, changes)
  const { working, trouble, act } = useAct(loaded.again)
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault()
    act(api.chooseAlarmSettings(device.id, choiceOf(new FormData(event.currentTarget))))
  }
  return (
    <section className="panel" data-testid="watch">
      <details>
        <summary>{text('console.watch.title')}</summary>
        <LoadedView loaded={loaded} waiting={<div className="bone row" />}>
          {({ inForce }) => (
            <form className="form" onSubmit={submit} key={JSON.stringify(inForce)}>
              {RULES.map((rule) => (
                <RuleField key={rule} rule={rule} inForce={inForce} />
              ))}
              <button type="submit" className="primary" disabled={working} data-testid="watch-save">
                {text('console.watch.save')}
              </button>
            </form>
          )}
        </LoadedView>
        {trouble && <TroubleNotice trouble={trouble} />}
      </details>
    </section>
  )
}

function RuleField({ rule, inForce }: { rule: (typeof RULES)[number]; inForce: AlarmSettings['inForce'] }) {
  const { text } = useLanguage()
  const number = rule in NUMBERS ? NUMBERS[rule as keyof typeof NUMBERS] : null
  const settings: Record<string, number | boolean> = inForce[rule]
  return (
    <p>
      <label className="tick">
        <input type="checkbox" name={`${rule}.on`} defaultChecked={inForce[rule].on} /> {text(`console.watch.${rule}`)}
      </label>{' '}
      {number && (
        <input
          type="number"
          name={`${rule}.${number.name}`}
          aria-label={text(`console.watch.${rule}`)}
          min={number.min}
          max={number.max}
          required
          defaultValue={Number(settings[number.name])}
        />
      )}
    </p>
  )
}

function choiceOf(form: FormData): AlarmChoice {
  return Object.fromEntries(
    RULES.map((rule) => {
      const on = form.get(`${rule}.on`) !== null
      if (!(rule in NUMBERS)) return [rule, { on }]
      const { name } = NUMBERS[rule as keyof typeof NUMBERS]
      return [rule, { on, [name]: Number(form.get(`${rule}.${name}`)) }]
    }),
  )
}
