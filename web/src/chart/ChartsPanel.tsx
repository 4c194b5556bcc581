import { useState } from 'react'
import { type Field, measurementsUrl } from '../api.ts'
import type { Device } from '../api-types.ts'
import { instantText } from '../browser.ts'
import { useLanguage } from '../language/language.tsx'
import { useChanges } from '../live/changes.tsx'
import { useLoad } from '../live/use-load.ts'
import { LoadedView } from '../parts/LoadedView.tsx'
import { useWorld } from '../world.tsx'
import { LineChart } from './LineChart.tsx'
import { runsOf, samplesOf } from './scale.ts'

/** Days, per cent and minor units are told in whole numbers. */
const LABEL_STEP = 1

const MINUTE_MS = 60_000
const DAY_MS = 86_400_000
/** How far back, how wide the slots of which one value each is drawn (about 300 points; the mean, of balance and validity the last), what silence parts the line, how far apart the dates. */
const RANGES = {
  day: { length_ms: DAY_MS, every: 'PT5M', every_ms: 5 * MINUTE_MS, gap: 'PT1H', step_ms: DAY_MS / 4 },
  week: { length_ms: 7 * DAY_MS, every: 'PT30M', every_ms: 30 * MINUTE_MS, gap: 'PT3H', step_ms: 2 * DAY_MS },
  month: { length_ms: 30 * DAY_MS, every: 'PT2H', every_ms: 120 * MINUTE_MS, gap: 'P1D', step_ms: 7 * DAY_MS },
} as const
type Range = keyof typeof RANGES

/** What the SIM carries and the battery, over time. */
export function ChartsPanel(props: { device: Device }) {
  const { text, format } = useLanguage()
  const [range, setRange] = useState<Range>('day')
  const { id, sim } = props.device
  const currency = sim?.currency
  return (
    <section className="panel charts">
      <fieldset className="switch">
        <legend className="unseen">{text('console.range')}</legend>
        {(Object.keys(RANGES) as Range[]).map((name) => (
          <button key={name} type="button" aria-pressed={name === range} onClick={() => setRange(name)}>
            {text(`console.range.${name}`)}
          </button>
        ))}
      </fieldset>
      {currency !== undefined && (
        <SeriesChart
          id={id}
          field="balance"
          range={range}
          title={text('console.chart.balance')}
          show={(minor) => format.money(minor, currency)}
        />
      )}
      {sim?.validUntil !== undefined && (
        <SeriesChart
          id={id}
          field="until"
          range={range}
          title={text('console.chart.validity')}
          show={format.number}
          least={0}
        />
      )}
      <SeriesChart
        id={id}
        field="bat"
        range={range}
        title={text('console.chart.battery')}
        show={format.percent}
        least={0}
        most={100}
      />
      <Downloads id={id} length_ms={RANGES[range].length_ms} />
    </section>
  )
}

const FORMS = { csv: 'CSV', gpx: 'GPX', geojson: 'GeoJSON' } as const

/** The same stretch of time as the charts, as files. */
function Downloads(props: { id: string; length_ms: number }) {
  const { browser } = useWorld()
  const { text } = useLanguage()
  const to_ms = browser.now()
  return (
    <p className="downloads">
      {text('console.chart.download')}{' '}
      {(Object.keys(FORMS) as (keyof typeof FORMS)[]).map((form) => (
        <a
          key={form}
          href={measurementsUrl(props.id, form, instantText(to_ms - props.length_ms), instantText(to_ms))}
          download
          data-testid={`download-${form}`}
        >
          {FORMS[form]}
        </a>
      ))}
    </p>
  )
}

function SeriesChart(props: {
  id: string
  field: Field
  range: Range
  title: string
  show: (value: number) => string
  least?: number
  most?: number
}) {
  const { id, field, title, show, range, least, most } = props
  const { api, browser } = useWorld()
  const { ticks } = useChanges()
  const { length_ms, every, every_ms, gap, step_ms } = RANGES[range]
  const load = async () => {
    const to_ms = browser.now()
    const query = { field, from: instantText(to_ms - length_ms), to: instantText(to_ms), every, gap }
    const points = await api.series(id, query)
    return { runs: runsOf(samplesOf(field, points, { every_ms, now_ms: to_ms }), points.gaps ?? []), to_ms }
  }
  const loaded = useLoad(load, `${id} ${field} ${range}`, ticks)
  const latest = loaded.data?.runs.at(-1)?.at(-1)
  const bounds = {
    step: LABEL_STEP,
    ...(least === undefined ? {} : { least }),
    ...(most === undefined ? {} : { most }),
  }
  return (
    <div>
      <h2 className="chartTitle">
        {title}
        <span>{latest && show(latest.value)}</span>
      </h2>
      <LoadedView loaded={loaded} waiting={<div className="bone chart" />}>
        {({ runs, to_ms }) => (
          <LineChart
            title={title}
            runs={runs}
            from_ms={to_ms - length_ms}
            to_ms={to_ms}
            step_ms={step_ms}
            midnight_ms={browser.midnight()}
            show={show}
            bounds={bounds}
          />
        )}
      </LoadedView>
    </div>
  )
}
