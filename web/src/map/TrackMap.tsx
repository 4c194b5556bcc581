import type { Position, Track } from '../api-types.ts'
import { useLanguage } from '../language/language.tsx'
import { fitPoints, type Point, roundLength } from './projection.ts'

const WIDTH = 640
const HEIGHT = 400
const MARGIN = 44
const GRID_UNITS_MAX = 100
const ACCURACY_UNITS_MIN = 9

/** Where the dog has been today, on squared paper: no tiles, no request to anybody. */
export function TrackMap(props: { track: Track; position: Position | undefined }) {
  const { text, format } = useLanguage()
  const track: Point[] = props.track.points.map(([, lat, lon]) => ({ lat, lon }))
  const here = props.position ?? track.at(-1)
  if (!here) return <p className="soft mapless">{text('console.map.empty')}</p>

  const plane = fitPoints([...track, here], WIDTH, HEIGHT, MARGIN)
  const grid_m = roundLength(GRID_UNITS_MAX * plane.metresPerUnit)
  const grid = grid_m / plane.metresPerUnit
  const coordinates = `${here.lat.toFixed(5)}, ${here.lon.toFixed(5)}`
  const accuracy = (props.position?.accuracyM ?? 0) / plane.metresPerUnit
  const path = track.map((point) => `${plane.x(point).toFixed(1)},${plane.y(point).toFixed(1)}`).join(' ')
  const start = track[0]
  return (
    <figure className="map">
      <svg
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        role="img"
        aria-label={text('console.map.describe', { count: track.length, position: coordinates })}
      >
        <Grid step={grid} x={plane.x(here)} y={plane.y(here)} />
        {start && <polyline className="track" points={path} />}
        {start && <circle className="start" cx={plane.x(start)} cy={plane.y(start)} r="4.5" />}
        <circle
          className="accuracy"
          cx={plane.x(here)}
          cy={plane.y(here)}
          r={Math.min(HEIGHT / 2, Math.max(ACCURACY_UNITS_MIN, accuracy))}
        />
        <circle className="here" cx={plane.x(here)} cy={plane.y(here)} r="6" />
        <g className="compass" transform={`translate(${WIDTH - 26} 30)`}>
          <path d="M0 -14 L5 4 L0 0 L-5 4 Z" />
          <text y="18">{text('console.map.north')}</text>
        </g>
        <g className="scale" transform={`translate(18 ${HEIGHT - 18})`}>
          <path d={`M0 -6 V0 H${grid.toFixed(1)} V-6`} />
          <text x={grid / 2} y="-8">
            {format.distance(grid_m)}
          </text>
        </g>
      </svg>
      <figcaption>
        {props.position && (
          <span>
            {text('console.map.here', { when: format.ago(props.position.at) })}
            {props.position.accuracyM !== undefined &&
              `, ${text('console.map.accuracy', { distance: format.distance(props.position.accuracyM) })}`}
          </span>
        )}
        <span className="mono">{coordinates}</span>
        {!start && <span>{text('console.map.emptyToday')}</span>}
      </figcaption>
    </figure>
  )
}

/** Squares through the position, so that paces can be counted from the dog. */
function Grid(props: { step: number; x: number; y: number }) {
  const lines = (through: number, length: number): number[] => {
    const first = through % props.step
    return Array.from({ length: Math.ceil(length / props.step) + 1 }, (_, at) => first + at * props.step)
  }
  return (
    <g className="grid">
      {lines(props.x, WIDTH).map((x) => (
        <line key={x} x1={x} x2={x} y1="0" y2={HEIGHT} />
      ))}
      {lines(props.y, HEIGHT).map((y) => (
        <line key={y} x1="0" x2={WIDTH} y1={y} y2={y} />
      ))}
    </g>
  )
}
