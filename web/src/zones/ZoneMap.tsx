import type { Zone } from '../api-types.ts'
import { useLanguage } from '../language/language.tsx'
import { Grid } from '../map/Grid.tsx'
import { type Point, type Projection, planeAt } from '../map/projection.ts'
import { crossingEdges, type Draft } from './draft.ts'
import { type Board, groundKey, handleKey, usePointers } from './drawing.ts'
import { type Handle, handlesOf } from './handles.ts'
import { ZoneOutline } from './ZoneOutline.tsx'

type Props = Board & {
  track: readonly Point[]
  here: Point | undefined
  others: readonly Zone[]
}

/** Where a zone is drawn, over the collar's track and the zones there are: by mouse, finger and keyboard. */
export function ZoneMap(props: Props) {
  const { view, width, height, draft, track, here } = props
  const { text } = useLanguage()
  const pointers = usePointers(props)
  const plane = planeAt(view.middle, view.metresPerUnit, width, height)
  return (
    // biome-ignore lint/a11y/useSemanticElements: no element of HTML is a drawing that takes keys
    <svg
      className="zoneMap"
      viewBox={`0 0 ${width} ${height}`}
      role="group"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: the ground takes arrows, and Enter for a corner
      tabIndex={0}
      aria-label={text('console.zones.map')}
      data-testid="zone-map"
      {...pointers}
      onKeyDown={(event) => groundKey(event, props)}
    >
      <Grid plane={plane} width={width} height={height} />
      {props.others.map((zone) => (
        <ZoneOutline key={zone.id} zone={zone} plane={plane} />
      ))}
      {track.length > 1 && <polyline className="track" points={pathOf(track, plane)} />}
      {here && <circle className="here" cx={plane.x(here)} cy={plane.y(here)} r="6" />}
      {draft.type === 'polygon' && <Area corners={draft.corners} plane={plane} />}
      {draft.type === 'circle' && draft.middle && (
        <circle
          className="draft"
          cx={plane.x(draft.middle)}
          cy={plane.y(draft.middle)}
          r={Math.max(0, draft.radiusM / view.metresPerUnit || 0)}
        />
      )}
      <path className="aim" d={`M${width / 2 - 9} ${height / 2} h18 M${width / 2} ${height / 2 - 9} v18`} />
      {handlesOf(draft).map((handle) => (
        <HandleMark key={handle.id} handle={handle} plane={plane} board={props} />
      ))}
    </svg>
  )
}

function HandleMark({ handle, plane, board }: { handle: Handle; plane: Projection; board: Board }) {
  const { text } = useLanguage()
  const { id, kind, at, place } = handle
  return (
    // biome-ignore lint/a11y/useSemanticElements: a button cannot stand in a drawing
    <g
      className={`handle ${kind}`}
      role="button"
      tabIndex={0}
      data-handle={id}
      data-testid={`zone-${kind}`}
      aria-label={text(`console.zones.handle.${kind}`, { at: at + 1 })}
      transform={`translate(${plane.x(place).toFixed(1)} ${plane.y(place).toFixed(1)})`}
      onKeyDown={(event) => handleKey(event, handle, plane, board)}
    >
      <circle className="reach" r={kind === 'between' ? 14 : 22} />
      <circle className="knob" r={kind === 'between' ? 6 : 9} />
      {kind === 'corner' && <text y="-14">{at + 1}</text>}
    </g>
  )
}

/** The polygon that is being drawn; edges that cross stand out. */
function Area({ corners, plane }: { corners: Extract<Draft, { type: 'polygon' }>['corners']; plane: Projection }) {
  const crossing = corners.length > 3 ? (crossingEdges(corners) ?? []) : []
  return (
    <>
      <polygon className={crossing.length > 0 ? 'draft bad' : 'draft'} points={pathOf(corners, plane)} />
      {crossing.map((edge) => {
        const ends = [corners[edge], corners[(edge + 1) % corners.length]].filter((end) => end !== undefined)
        return <polyline key={edge} className="wrong" points={pathOf(ends, plane)} />
      })}
    </>
  )
}

function pathOf(points: readonly Point[], plane: Projection): string {
  return points.map((point) => `${plane.x(point).toFixed(1)},${plane.y(point).toFixed(1)}`).join(' ')
}
