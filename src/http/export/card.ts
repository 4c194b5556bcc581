import type { Export, ExportedCard } from '../../flows/batches/export.ts'
import type { Texts } from '../../std/texts.ts'
import { drawQr } from './qr.ts'

/** Where a card is drawn, in points. */
export type CardPlace = { left: number; top: number; width: number; height: number }
/** What stands on each card of a batch: its worth in words, and the texts for the rest. */
export type Face = { worth: string; texts: Texts }

export const LANGUAGES = ['sv', 'de', 'en'] as const
/** Codes of a pack that stand beside each other. */
export const PACK_COLUMNS = 3
const PAD = 10
const QR = { alone: 78, packed: 58 }
/** Height of a row of a pack: QR code, code, and a little air. A second and third row make the card so much higher. */
export const PACK_ROW = 76
const GREY = '#555555'

/** Draws a card to cut out: what it is, what it is worth, the code in groups and as QR code, how to use it in three languages. A pack has all its codes. */
export function drawCard(
  document: PDFKit.PDFDocument,
  opened: Export,
  card: ExportedCard,
  { worth, texts }: Face,
  place: CardPlace,
): void {
  const { family, batch } = opened
  const { left, top, width, height } = place
  const x = left + PAD
  const inside = width - 2 * PAD
  const packed = batch.pack_size !== null
  const beside = packed ? inside : inside - PAD - QR.alone
  document.rect(left, top, width, height).lineWidth(0.4).dash(3, { space: 3 }).stroke('#aaaaaa').undash()
  const title = [...new Set(LANGUAGES.map((language) => texts.text(language, `family.${family.name}`)))].join(' · ')
  document
    .font('Helvetica')
    .fontSize(6.5)
    .fillColor(GREY)
    .text(title, x, top + PAD, { width: beside })
  const worthAt = top + (packed ? 19 : 30)
  const worthSaid = packed ? `${card.codes.length} × ${worth}` : worth
  document.font('Helvetica-Bold').fontSize(12).fillColor('black').text(worthSaid, x, worthAt, { width: beside })
  const number = `${card.number} / ${batch.count / (batch.pack_size ?? 1)}`
  const usesAt = packed ? packFace(document, opened, card, place) : aloneFace(document, opened, card, place)
  document.font('Helvetica').fontSize(6.5).fillColor(GREY)
  document.text(number, x, packed ? top + PAD : top + 80, { width: beside, align: packed ? 'right' : 'left' })
  document.fontSize(packed ? 5.5 : 6).fillColor('black')
  const uses = LANGUAGES.map((language) => {
    const pack = packed ? `${texts.text(language, 'sheet.pack')} ` : ''
    return `${language}  ${pack}${texts.text(language, `sheet.use.${family.name}`)}`
  })
  document.text(uses.join('\n'), x, usesAt, { width: inside, lineGap: packed ? 0 : 0.5 })
}

function aloneFace(
  document: PDFKit.PDFDocument,
  { family }: Export,
  { codes: [code = ''] }: ExportedCard,
  { left, top, width }: CardPlace,
): number {
  document
    .font('Courier-Bold')
    .fontSize(13)
    .text(family.show(code), left + PAD, top + 60, { lineBreak: false })
  drawQr(document, code, { x: left + width - PAD - QR.alone, y: top + PAD, size: QR.alone })
  return top + PAD + QR.alone + 6
}

function packFace(
  document: PDFKit.PDFDocument,
  { family }: Export,
  { codes }: ExportedCard,
  { left, top, width }: CardPlace,
): number {
  const column = (width - 2 * PAD) / PACK_COLUMNS
  const first = top + 36
  for (const [at, code] of codes.entries()) {
    const x = left + PAD + (at % PACK_COLUMNS) * column
    const y = first + Math.floor(at / PACK_COLUMNS) * PACK_ROW
    drawQr(document, code, { x: x + (column - QR.packed) / 2, y: y - 4, size: QR.packed })
    document
      .font('Courier-Bold')
      .fontSize(8)
      .fillColor('black')
      .text(family.show(code), x, y + QR.packed - 4, { width: column, align: 'center', lineBreak: false })
  }
  return first + Math.ceil(codes.length / PACK_COLUMNS) * PACK_ROW - 6
}
