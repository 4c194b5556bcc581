import type { Zone } from '../api-types.ts'
import type { Projection } from '../map/projection.ts'

/** A zone as it lies on a map, with its name. */
export function ZoneOutline({ zone, plane }: { zone: Zone; plane: Projection }) {
  const { shape, name } = zone
  if (shape.type === 'circle')
    return (
      <g className="zone">
        <circle cx={plane.x(shape)} cy={plane.y(shape)} r={shape.radiusM / plane.metresPerUnit} />
        <text x={plane.x(shape)} y={plane.y(shape) - shape.radiusM / plane.metresPerUnit - 5}>
          {name}
        </text>
      </g>
    )
  const spots = shape.points.map(([lat, lon]) => [plane.x({ lat, lon }), plane.y({ lat, lon })] as const)
  const [top] = [...spots].sort(([, a], [, b]) => a - b)
  return (
    <g className="zone">
      <polygon points={spots.map(([x, y]) => `${x.toFixed(1)},${y.toFixed(1)}`).join(' ')} />
      {top && (
        <text x={top[0]} y={top[1] - 5}>
          {name}
        </text>
      )}
    </g>
  )
}
