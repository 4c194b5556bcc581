import { type FormEvent, useState } from 'react'
import type { AlarmChoice, AlarmSettings } from '../api-types.ts'
import { amountNotation, currencySign } from '../language/amount.ts'
import { useLanguage } from '../language/language.tsx'
import { NumberField } from '../parts/NumberField.tsx'
import { TroubleNotice } from '../parts/TroubleNotice.tsx'
import { useAct } from '../parts/use-act.ts'

/** What is chosen beside a switch, and the numbers that the server takes. */
const NUMBERS = {
  movement: { name: 'metres', min: 20, max: 10_000 },
  battery: { name: 'percent', min: 1, max: 90 },
  noContact: { name: 'hours', min: 1, max: 720 },
  balance: { name: 'minor', min: 0, max: 1_000_000 },
  validity: { name: 'days', min: 1, max: 100 },
} as const
const RULES = ['movement', 'battery', 'noContact', 'balance', 'validity', 'disagreement', 'simSwapped'] as const
type Rule = (typeof RULES)[number]
type Setting = { on: boolean } & Record<string, number | boolean>

type Props = {
  settings: AlarmSettings
  /** What stands above: of a collar its account's choice, of an account the house's. */
  of: 'device' | 'account'
  /** ISO 4217, where it is known that there is one. */
  currency: string | undefined
  may: boolean
  save: (chosen: AlarmChoice) => Promise<unknown>
  /** It was saved since this page was opened. */
  saved: boolean
  onSaved: (saved: boolean) => void
}

/** What collars are watched for: each rule says whose choice it is, and goes back to what stands above. */
export function WatchForm({ settings, of, currency, may, save, saved, onSaved }: Props) {
  const { text } = useLanguage()
  const [chosen, setChosen] = useState<AlarmChoice>(settings.chosen)
  const { working, trouble, act } = useAct(() => onSaved(true))
  const choose = (rule: Rule, value: Setting | null): void => {
    onSaved(false)
    const { [rule]: _, ...others } = chosen
    setChosen(value === null ? others : { ...others, [rule]: value })
  }
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault()
    if (event.currentTarget.querySelector('[aria-invalid="true"]')) return
    act(save(chosen))
  }
  const same = sorted(chosen) === sorted(settings.chosen)
  return (
    <form className="watch" onSubmit={submit}>
      {RULES.map((rule) => (
        <RuleRow
          key={rule}
          rule={rule}
          above={settings.above[rule]}
          own={chosen[rule] && { ...settings.above[rule], ...chosen[rule] }}
          of={of}
          currency={currency}
          may={may}
          onChoose={(value) => choose(rule, value)}
        />
      ))}
      <div aria-live="polite">
        {saved && same && <p className="notice good">{text('console.watch.saved')}</p>}
        {trouble && <TroubleNotice trouble={trouble} />}
      </div>
      {may && (
        <div className="buttons">
          <button type="submit" className="primary" disabled={working || same} data-testid="watch-save">
            {text('console.watch.save')}
          </button>
        </div>
      )}
    </form>
  )
}

type RowProps = Pick<Props, 'of' | 'currency' | 'may'> & {
  rule: Rule
  above: Setting
  own: Setting | undefined
  onChoose: (value: Setting | null) => void
}

function RuleRow({ rule, above, own, of, currency, may, onChoose }: RowProps) {
  const { text, language } = useLanguage()
  const number = rule in NUMBERS ? NUMBERS[rule as keyof typeof NUMBERS] : null
  const now = own ?? above
  const notation = rule === 'balance' ? amountNotation(language, currency) : undefined
  const unit = unitOf(rule, currency, language, text)
  const said = (setting: Setting): string => {
    if (!setting.on) return text('console.watch.off')
    if (!number) return text('console.watch.on')
    const value = Number(setting[number.name])
    return `${notation ? notation.write(value) : value} ${unit}`
  }
  return (
    <fieldset data-testid={`watch-${rule}`} data-own={own !== undefined}>
      <label className="tick">
        <input
          type="checkbox"
          checked={now.on}
          disabled={!may}
          onChange={(event) => onChoose({ ...now, on: event.target.checked })}
        />{' '}
        {text(`console.watch.${rule}`)}
      </label>
      {number && now.on && (
        <NumberField
          label={text(`console.watch.limit.${rule}`)}
          value={Number(now[number.name])}
          min={number.min}
          max={number.max}
          unit={unit}
          disabled={!may}
          testId={`watch-${rule}-value`}
          onValue={(value) => onChoose({ ...now, [number.name]: Math.round(value) })}
          {...(notation && { notation })}
        />
      )}
      <p className="soft">
        {text(`console.watch.from.${of}.${own ? 'own' : 'above'}`)}{' '}
        {own && may && (
          <button type="button" className="textual" data-testid={`watch-${rule}-back`} onClick={() => onChoose(null)}>
            {text(`console.watch.back.${of}`, { value: said(above) })}
          </button>
        )}
      </p>
    </fieldset>
  )
}

function unitOf(
  rule: Rule,
  currency: string | undefined,
  language: string,
  text: ReturnType<typeof useLanguage>['text'],
): string {
  if (rule !== 'balance') return text(`console.watch.unit.${rule}`)
  return currency === undefined ? text('console.watch.unit.balance') : currencySign(language, currency)
}

function sorted(chosen: AlarmChoice): string {
  return JSON.stringify(RULES.map((rule) => chosen[rule] ?? null))
}
