import type { Device, Runway } from '../api-types.ts'
import { useLanguage } from '../language/language.tsx'
import { useChanges } from '../live/changes.tsx'
import { useLoad } from '../live/use-load.ts'
import { LoadedView } from '../parts/LoadedView.tsx'
import { useWorld } from '../world.tsx'

/** How long what the SIM carries and the battery last. */
export function RunwayPanel(props: { device: Device }) {
  const { id, sim } = props.device
  const { api } = useWorld()
  const { ticks } = useChanges()
  // An extension that has just arrived is told at once, and not when the next report is due.
  const validUntil_ms = Date.parse(sim?.validUntil ?? '') || 0
  const loaded = useLoad(() => api.runway(id), `${id} runway`, ticks + validUntil_ms)
  return (
    <section className="panel runway" data-testid="runway">
      <LoadedView loaded={loaded} waiting={<div className="bone row" />}>
        {(lasting) => (
          <>
            {lasting.sim && <RunwayView of="sim" runway={lasting.sim} />}
            <RunwayView of="battery" runway={lasting.battery} />
          </>
        )}
      </LoadedView>
    </section>
  )
}

function RunwayView(props: { of: 'sim' | 'battery'; runway: Runway }) {
  const { of, runway } = props
  const { text, format } = useLanguage()
  const { state, why, at, asOf, horizon = '', p10, p50, p90, by } = runway
  const { measuredWithin = 0, measuredErrorHours = 0 } = runway
  const off = of === 'sim' ? measuredErrorHours / 24 : measuredErrorHours
  // A battery's end is a matter of hours, a balance's of days.
  const show = of === 'sim' ? format.day : format.instant
  const told = (end: string | undefined) => (end ? show(end) : text('console.runway.beyond', { when: show(horizon) }))
  if (state !== 'forecast') {
    const [known, needed] = [runway.knownSteps ?? 0, runway.neededSteps ?? 0]
    const key = `console.runway.${state === 'unknown' ? why : state}.${of}`
    return (
      <div data-testid={`runway-${of}`} data-state={state}>
        <h2>{text(`console.runway.${of}`)}</h2>
        <p className="soft">{text(key, { known, needed, when: show(at ?? asOf ?? '') })}</p>
      </div>
    )
  }
  return (
    <div data-testid={`runway-${of}`} data-state={state}>
      <h2>{text(`console.runway.${of}`)}</h2>
      <p className="value">{p50 ? text('console.runway.about', { when: show(p50) }) : told(p50)}</p>
      {p10 && <p>{text('console.runway.span', { from: show(p10), to: told(p90) })}</p>}
      <p className="soft">
        {text(`console.runway.by.${by}.${of}`)}{' '}
        {text('console.runway.measured', { tenths: Math.round(10 * measuredWithin) })}{' '}
        <span data-testid={`runway-error-${of}`}>
          {text(`console.runway.error.${of}`, { off: Math.max(1, Math.round(off)) })}
        </span>
      </p>
    </div>
  )
}
