import { type PointerEvent, useState } from 'react'
import { useLanguage } from '../language/language.tsx'
import { axisFor, nearest, type Sample, timeTicks } from './scale.ts'

const WIDTH = 640
const HEIGHT = 200
const LEFT = 2
const RIGHT = 8
const TOP = 24
const BOTTOM = 28
/** Half the width of a date, so that none is cut off. */
const COLUMN_ROOM = 40
const DAY_MS = 86_400_000

/** One measured value over time. Pointing at it reads it off. */
export function LineChart(props: {
  title: string
  /** Samples in order of time, parted where nothing was measured: no line is drawn across that. */
  runs: readonly (readonly Sample[])[]
  from_ms: number
  to_ms: number
  /** Distance of the times at the bottom, counted from a midnight. */
  step_ms: number
  midnight_ms: number
  show: (value: number) => string
  bounds?: { least?: number; most?: number; step?: number }
}) {
  const { runs, from_ms, to_ms, show } = props
  const samples = runs.flat()
  const { text, format } = useLanguage()
  const [pointed, setPointed] = useState<Sample | null>(null)
  const latest = samples.at(-1)
  if (!latest) return <p className="soft chartless">{text('console.chart.empty')}</p>

  const values = samples.map(({ value }) => value)
  const axis = axisFor(values, 3, props.bounds)
  const x = (at_ms: number): number => LEFT + ((at_ms - from_ms) / (to_ms - from_ms)) * (WIDTH - LEFT - RIGHT)
  const y = (value: number): number =>
    HEIGHT - BOTTOM - ((value - axis.low) / (axis.high - axis.low)) * (HEIGHT - TOP - BOTTOM)
  const place = ({ at_ms, value }: Sample): string => `${x(at_ms).toFixed(1)},${y(value).toFixed(1)}`
  const marked = pointed ?? latest
  const read = (event: PointerEvent<SVGSVGElement>): void => {
    const box = event.currentTarget.getBoundingClientRect()
    const unit = ((event.clientX - box.left) / box.width) * WIDTH
    setPointed(nearest(samples, from_ms + ((unit - LEFT) / (WIDTH - LEFT - RIGHT)) * (to_ms - from_ms)))
  }
  const description = {
    title: props.title,
    low: show(values.reduce((low, value) => Math.min(low, value))),
    high: show(values.reduce((high, value) => Math.max(high, value))),
    latest: show(latest.value),
  }
  return (
    <svg
      className="chart"
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      role="img"
      aria-label={text('console.chart.describe', description)}
      onPointerMove={read}
      onPointerLeave={() => setPointed(null)}
    >
      {axis.ticks.map((tick) => (
        <line className="rule" key={tick} x1={LEFT} x2={WIDTH - RIGHT} y1={y(tick)} y2={y(tick)} />
      ))}
      {runs.map((run) => (
        <Run key={run[0]?.at_ms} places={run.map(place)} floor={y(axis.low)} />
      ))}
      {axis.ticks.map((tick) => (
        <text className="row" key={tick} x={LEFT} y={y(tick) - 5}>
          {show(tick)}
        </text>
      ))}
      {timeTicks(from_ms, to_ms, props.step_ms, props.midnight_ms)
        .filter((tick) => x(tick) > COLUMN_ROOM && x(tick) < WIDTH - COLUMN_ROOM)
        .map((tick) => (
          <text className="column" key={tick} x={x(tick)} y={HEIGHT - 8}>
            {props.step_ms < DAY_MS ? format.time(tick) : format.shortDay(tick)}
          </text>
        ))}
      <circle className="mark" cx={x(marked.at_ms)} cy={y(marked.value)} r="4.5" />
      {pointed && (
        <text className={x(pointed.at_ms) > WIDTH / 2 ? 'reading left' : 'reading'} x={x(pointed.at_ms)} y="14">
          {show(pointed.value)} · {format.instant(pointed.at_ms)}
        </text>
      )}
    </svg>
  )
}

/** What was measured without a gap. @param places `x,y` of each sample @param floor y of the lowest value */
function Run({ places, floor }: { places: string[]; floor: number }) {
  const [first = '', last = first] = [places[0], places.at(-1)]
  const [only, another] = places
  // A line needs two ends: what was measured once is drawn as a dot.
  if (another === undefined) return <polyline className="line dot" points={`${only} ${only}`} />
  return (
    <>
      <polygon
        className="area"
        points={`${first.split(',')[0]},${floor} ${places.join(' ')} ${last.split(',')[0]},${floor}`}
      />
      <polyline className="line" points={places.join(' ')} />
    </>
  )
}
