import { useLanguage } from '../language/language.tsx'
import { type Projection, roundLength } from './projection.ts'

const UNITS_MAX = 100

/** Squared paper under a map, with its scale and where north is: through `from` (absent: the map's middle), so that paces can be counted from there. */
export function Grid(props: { plane: Projection; width: number; height: number; from?: { x: number; y: number } }) {
  const { text, format } = useLanguage()
  const { plane, width, height, from = { x: width / 2, y: height / 2 } } = props
  const square_m = roundLength(UNITS_MAX * plane.metresPerUnit)
  const step = square_m / plane.metresPerUnit
  const lines = (through: number, length: number): number[] => {
    const first = through % step
    return Array.from({ length: Math.ceil(length / step) + 1 }, (_, at) => first + at * step)
  }
  return (
    <>
      <g className="grid">
        {lines(from.x, width).map((x) => (
          <line key={x} x1={x} x2={x} y1="0" y2={height} />
        ))}
        {lines(from.y, height).map((y) => (
          <line key={y} x1="0" x2={width} y1={y} y2={y} />
        ))}
      </g>
      <g className="compass" transform={`translate(${width - 26} 30)`}>
        <path d="M0 -14 L5 4 L0 0 L-5 4 Z" />
        <text y="18">{text('console.map.north')}</text>
      </g>
      <g className="scale" transform={`translate(18 ${height - 18})`}>
        <path d={`M0 -6 V0 H${step.toFixed(1)} V-6`} />
        <text x={step / 2} y="-8">
          {format.distance(square_m)}
        </text>
      </g>
    </>
  )
}
