import qrcode from 'qrcode'

/** White around the symbol, in modules (ISO/IEC 18004 §9.1 asks for four). */
const QUIET = 4

/** Draws a text as a QR code of error correction M: dark modules as one path, each run of a row one rectangle. @param place points */
export function drawQr(
  document: PDFKit.PDFDocument,
  text: string,
  place: { x: number; y: number; size: number },
): void {
  const { modules } = qrcode.create(text, { errorCorrectionLevel: 'M' })
  const step = place.size / (modules.size + 2 * QUIET)
  for (let row = 0; row < modules.size; row++) {
    for (let column = 0; column < modules.size; column++) {
      if (!modules.get(row, column)) continue
      const first = column
      while (column + 1 < modules.size && modules.get(row, column + 1)) column++
      document.rect(place.x + (first + QUIET) * step, place.y + (row + QUIET) * step, (column + 1 - first) * step, step)
    }
  }
  document.fill('black')
}
