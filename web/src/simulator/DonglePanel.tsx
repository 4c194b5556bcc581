import { useState } from 'react'
import type { SimulatedDongle, SimulatedDongleOrder } from '../api-types.ts'
import { useLanguage } from '../language/language.tsx'
import { useChanges } from '../live/changes.tsx'
import { useLoad } from '../live/use-load.ts'
import { TroubleNotice } from '../parts/TroubleNotice.tsx'
import { statusOf, type Trouble, troubleOf } from '../trouble.ts'
import { useWorld } from '../world.tsx'
import { Toggle } from './Toggle.tsx'

/** What a dongle can live through, where the house runs simulated ones. Elsewhere the server knows no such address: it is asked once, and nothing is shown. */
export function DonglePanel(props: { caratId: string }) {
  const [absent, setAbsent] = useState(false)
  return absent ? null : <SimulatedDongleView caratId={props.caratId} onAbsent={() => setAbsent(true)} />
}

function SimulatedDongleView(props: { caratId: string; onAbsent: () => void }) {
  const { api } = useWorld()
  const { changes } = useChanges()
  const load = () =>
    api.simulatedDongles().catch((caught: unknown) => {
      if (statusOf(troubleOf(caught)) !== 404) throw caught
      props.onAbsent()
      return { items: [] }
    })
  const loaded = useLoad(load, 'simulated dongles', changes)
  const dongle = loaded.data?.items.find(({ caratId }) => caratId === props.caratId)
  return dongle ? <Levers dongle={dongle} again={loaded.again} /> : null
}

const CUTS = { 'before-persist': 'cutBefore', 'after-persist': 'cutAfter', 'mid-answer': 'cutMidAnswer' } as const
const MOMENTS = ['before-persist', 'after-persist', 'mid-answer'] as const

function Levers(props: { dongle: SimulatedDongle; again: () => void }) {
  const { dongle, again } = props
  const { api } = useWorld()
  const { text } = useLanguage()
  const [busy, setBusy] = useState(false)
  const [trouble, setTrouble] = useState<Trouble | null>(null)

  const order = (what: SimulatedDongleOrder): void => {
    setBusy(true)
    setTrouble(null)
    const free = (): void => {
      setBusy(false)
      again()
    }
    api.orderDongle(dongle.caratId, what).then(free, (caught: unknown) => {
      setTrouble(troubleOf(caught))
      free()
    })
  }

  const on = dongle.power === 'on'
  return (
    <section className="panel simulator" data-testid="dongle-simulator">
      <h2>{text('console.simulator.title')}</h2>
      <p className="soft">{text('console.simulator.dongleNote')}</p>
      <p className="mono soft">{dongle.serialPath}</p>
      <div className="controls">
        <Toggle
          name={text('console.simulator.plugged')}
          on={dongle.plugged}
          busy={busy}
          testId="dongle-plugged"
          onToggle={() => order({ plugged: !dongle.plugged })}
        />
        <Toggle
          name={text('console.simulator.power')}
          on={on}
          busy={busy || !dongle.plugged}
          testId="dongle-power"
          onToggle={() => order({ power: on ? 'off' : 'on' })}
        />
      </div>
      <Inside dongle={dongle} again={again} />
      <h3>{text('console.simulator.cutUnlock')}</h3>
      <div className="controls">
        {MOMENTS.map((moment) => (
          <button
            key={moment}
            type="button"
            disabled={busy}
            data-testid={`dongle-cut-${moment}`}
            onClick={() => order({ powerCut: moment })}
          >
            {text(`console.simulator.${CUTS[moment]}`)}
          </button>
        ))}
      </div>
      <div aria-live="polite">
        {dongle.armed && (
          <p className="notice" data-testid="dongle-armed">
            {text('console.simulator.cutUnlockArmed', { moment: text(`console.simulator.${CUTS[dongle.armed]}`) })}
          </p>
        )}
        {trouble && <TroubleNotice trouble={trouble} />}
      </div>
    </section>
  )
}

/** What only somebody who looks into the dongle knows: no event tells the console of it. */
function Inside(props: { dongle: SimulatedDongle; again: () => void }) {
  const { points, e, failures, lockOutSeconds, faulty } = props.dongle
  const { text } = useLanguage()
  const held = [...(points > 0 ? [`${points}P`] : []), ...(e ? ['E'] : [])].join(' + ')
  return (
    <>
      <h3>{text('console.simulator.inside')}</h3>
      <p data-testid="dongle-inside">
        {text('console.simulator.holds', { held: held || '-' })}
        <br />
        {text('console.simulator.failures', { count: failures })}
        <br />
        {text('console.simulator.lockOut', { seconds: lockOutSeconds })}
      </p>
      {faulty && <p className="notice">{text('console.simulator.faulty')}</p>}
      <div className="controls">
        <button type="button" onClick={props.again}>
          {text('console.simulator.lookAgain')}
        </button>
      </div>
    </>
  )
}
