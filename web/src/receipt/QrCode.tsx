import { create } from 'qrcode'

/** Modules of white around a code (ISO/IEC 18004 §5.3.8). */
const QUIET = 4

/** A text as a QR code: drawn in black on white whatever the page's colours, since scanners want it so. */
export function QrCode(props: { text: string; label: string }) {
  const { modules } = create(props.text, { errorCorrectionLevel: 'M' })
  const side = modules.size + 2 * QUIET
  let path = ''
  for (let row = 0; row < modules.size; row++) {
    for (let column = 0; column < modules.size; column++) {
      if (modules.get(row, column)) path += `M${column + QUIET} ${row + QUIET}h1v1h-1z`
    }
  }
  return (
    <svg className="qr" viewBox={`0 0 ${side} ${side}`} role="img" aria-label={props.label} shapeRendering="crispEdges">
      <rect width={side} height={side} fill="#fff" />
      <path d={path} fill="#000" />
    </svg>
  )
}
