import { useState } from 'react'
import type { SimulatedCollar, SimulatorOrder } from '../api-types.ts'
import { useLanguage } from '../language/language.tsx'
import { useChanges } from '../live/changes.tsx'
import { useLoad } from '../live/use-load.ts'
import { TroubleNotice } from '../parts/TroubleNotice.tsx'
import { statusOf, type Trouble, troubleOf } from '../trouble.ts'
import { useWorld } from '../world.tsx'
import { Toggle } from './Toggle.tsx'

/** Faults on demand, where the house runs simulated collars. Elsewhere the server knows no such address: it is asked once, and nothing is shown. */
export function SimulatorPanel(props: { imei: string }) {
  const [absent, setAbsent] = useState(false)
  return absent ? null : <SimulatedCollarView imei={props.imei} onAbsent={() => setAbsent(true)} />
}

function SimulatedCollarView(props: { imei: string; onAbsent: () => void }) {
  const { api } = useWorld()
  const { changes } = useChanges()
  const load = () =>
    api.simulatedCollars().catch((caught: unknown) => {
      if (statusOf(troubleOf(caught)) !== 404) throw caught
      props.onAbsent()
      return { items: [] }
    })
  const loaded = useLoad(load, 'simulator', changes)
  const collar = loaded.data?.items.find(({ imei }) => imei === props.imei)
  return collar ? <Controls collar={collar} again={loaded.again} /> : null
}

function Controls(props: { collar: SimulatedCollar; again: () => void }) {
  const { collar, again } = props
  const { api } = useWorld()
  const { text } = useLanguage()
  const [busy, setBusy] = useState(false)
  const [trouble, setTrouble] = useState<Trouble | null>(null)
  const on = collar.power === 'on'

  const order = (what: SimulatorOrder): void => {
    setBusy(true)
    setTrouble(null)
    const free = (): void => {
      setBusy(false)
      again()
    }
    api.orderSimulator(collar.imei, what).then(free, (caught: unknown) => {
      setTrouble(troubleOf(caught))
      free()
    })
  }

  return (
    <section className="panel simulator">
      <h2>{text('console.simulator.title')}</h2>
      <p className="soft">{text('console.simulator.note')}</p>
      <div className="controls">
        <Toggle
          name={text('console.simulator.power')}
          on={on}
          busy={busy}
          testId="sim-power"
          onToggle={() => order({ power: on ? 'off' : 'on' })}
        />
        <Toggle
          name={text('console.simulator.coverage')}
          on={collar.coverage}
          busy={busy}
          testId="sim-coverage"
          onToggle={() => order({ coverage: !collar.coverage })}
        />
        <p className="soft">{text(`console.simulator.${collar.connected ? 'connected' : 'disconnected'}`)}</p>
      </div>
      <CountryChoice mcc={collar.mcc} busy={busy} onChoose={(network) => order({ network })} />
      <h3>{text('console.simulator.sim')}</h3>
      <p className="mono soft">{collar.iccid}</p>
      <div className="controls">
        <button type="button" disabled={busy} data-testid="sim-swap" onClick={() => order({ sim: 'swap' })}>
          {text('console.simulator.swap')}
        </button>
        <button type="button" disabled={busy} data-testid="sim-restore" onClick={() => order({ sim: 'restore' })}>
          {text('console.simulator.restore')}
        </button>
      </div>
      <h3>{text('console.simulator.cut')}</h3>
      <div className="controls">
        <button type="button" disabled={busy} onClick={() => order({ powerCut: 'before-persist' })}>
          {text('console.simulator.cutBefore')}
        </button>
        <button type="button" disabled={busy} onClick={() => order({ powerCut: 'after-persist' })}>
          {text('console.simulator.cutAfter')}
        </button>
      </div>
      <div aria-live="polite">
        {collar.armed && <p className="notice">{text('console.simulator.cutArmed')}</p>}
        {trouble && <TroubleNotice trouble={trouble} />}
      </div>
    </section>
  )
}

function CountryChoice(props: {
  mcc: number
  busy: boolean
  onChoose: (network: ReturnType<typeof networkOf>) => void
}) {
  const { text, format } = useLanguage()
  return (
    <label className="inline">
      {text('console.simulator.country')}
      <select
        value={ABROAD.some(({ mcc }) => mcc === props.mcc) ? props.mcc : HOME}
        disabled={props.busy}
        data-testid="sim-country"
        onChange={({ target }) => props.onChoose(networkOf(Number(target.value)))}
      >
        <option value={HOME}>{text('console.simulator.home')}</option>
        {ABROAD.map(({ mcc, country }) => (
          <option key={mcc} value={mcc}>
            {format.country(country)}
          </option>
        ))}
      </select>
    </label>
  )
}

/** The simulator's orders know networks, people countries. */
const ABROAD = [
  { mcc: 242, mnc: '01', country: 'NO' },
  { mcc: 244, mnc: '05', country: 'FI' },
  { mcc: 262, mnc: '01', country: 'DE' },
  { mcc: 310, mnc: '260', country: 'US' },
] as const
const HOME = 0

function networkOf(mcc: number): { mcc: number; mnc: string } | null {
  const abroad = ABROAD.find((one) => one.mcc === mcc)
  return abroad ? { mcc, mnc: abroad.mnc } : null
}
