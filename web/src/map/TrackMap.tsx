import type { Position, Track, Zone } from '../api-types.ts'
import { useLanguage } from '../language/language.tsx'
import { ZoneOutline } from '../zones/ZoneOutline.tsx'
import { Grid } from './Grid.tsx'
import { fitPoints, type Point } from './projection.ts'

const WIDTH = 640
const HEIGHT = 400
const MARGIN = 44
const ACCURACY_UNITS_MIN = 9

/** Where the dog has been today, on squared paper: no tiles, no request to anybody. */
export function TrackMap(props: { track: Track; position: Position | undefined; zones?: readonly Zone[] }) {
  const { text, format } = useLanguage()
  const track: Point[] = props.track.points.map(([, lat, lon]) => ({ lat, lon }))
  const here = props.position ?? track.at(-1)
  if (!here) return <p className="soft mapless">{text('console.map.empty')}</p>

  const plane = fitPoints([...track, here], WIDTH, HEIGHT, MARGIN)
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
        <Grid plane={plane} width={WIDTH} height={HEIGHT} from={{ x: plane.x(here), y: plane.y(here) }} />
        {props.zones?.map((zone) => (
          <ZoneOutline key={zone.id} zone={zone} plane={plane} />
        ))}
        {start && <polyline className="track" points={path} />}
        {start && <circle className="start" cx={plane.x(start)} cy={plane.y(start)} r="4.5" />}
        <circle
          className="accuracy"
          cx={plane.x(here)}
          cy={plane.y(here)}
          r={Math.min(HEIGHT / 2, Math.max(ACCURACY_UNITS_MIN, accuracy))}
        />
        <circle className="here" cx={plane.x(here)} cy={plane.y(here)} r="6" />
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
