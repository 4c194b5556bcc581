import PDFDocument from 'pdfkit'
import { type Product, readProduct } from '../../codes/product.ts'
import type { Export, ExportedCode } from '../../flows/batches/export.ts'
import type { Texts } from '../../std/texts.ts'
import { nextTurn } from '../../std/turn.ts'
import { drawQr } from './qr.ts'

/** Points (1/72 inch). A4 with two columns of five cards. */
const PAGE = { width: 595.28, height: 841.89, margin: 28 }
const GRID = { columns: 2, rows: 5, foot: 18 }
const CARD = {
  width: (PAGE.width - 2 * PAGE.margin) / GRID.columns,
  height: (PAGE.height - 2 * PAGE.margin - GRID.foot) / GRID.rows,
  pad: 10,
  qr: 78,
}
const LANGUAGES = ['sv', 'de', 'en'] as const
const GREY = '#555555'

/**
 * An export as a sheet of cards to cut out: what it is, what it is worth, the code in groups and as QR code, how to use it in three languages. The same batch
 * gives the same bytes each time: its date is the batch's.
 * @param opened at most `HTTP_LIMITS.sheetCodes_max` codes: what the reader does not take waits in memory, some 2 kB a card
 * @returns a stream; it is destroyed with the error when the codes cannot be read
 */
export function sheetOf(opened: Export, texts: Texts): PDFKit.PDFDocument {
  const info = { Title: `Koppel ${opened.batch.id}`, CreationDate: new Date(opened.batch.created_at) }
  const document = new PDFDocument({ size: [PAGE.width, PAGE.height], margin: 0, autoFirstPage: false, info })
  draw(document, opened, texts).catch((error: unknown) => document.destroy(error as Error))
  return document
}

async function draw(document: PDFKit.PDFDocument, opened: Export, texts: Texts): Promise<void> {
  const perPage = GRID.columns * GRID.rows
  const worth = worthOf(readProduct(opened.batch.product), texts)
  let at = 0
  for await (const page of opened.pages) {
    for (const code of page) {
      if (at % perPage === 0) {
        // A page takes some milliseconds of arithmetic, and others wait for answers.
        await new Promise<void>((resolve) => nextTurn(resolve))
        newPage(document, opened.batch.id, at / perPage + 1)
      }
      card(document, opened, code, { worth, texts, slot: at++ % perPage })
    }
  }
  if (at === 0) newPage(document, opened.batch.id, 1)
  document.end()
}

function newPage(document: PDFKit.PDFDocument, batchId: string, number: number): void {
  document.addPage()
  document.font('Helvetica').fontSize(7).fillColor(GREY)
  document.text(`Koppel · ${batchId} · ${number}`, PAGE.margin, PAGE.height - PAGE.margin - 8, { lineBreak: false })
}

type Face = { worth: string; texts: Texts; slot: number }

function card(
  document: PDFKit.PDFDocument,
  { family, batch }: Export,
  { number, code }: ExportedCode,
  { worth, texts, slot }: Face,
): void {
  const left = PAGE.margin + (slot % GRID.columns) * CARD.width
  const top = PAGE.margin + Math.floor(slot / GRID.columns) * CARD.height
  document.rect(left, top, CARD.width, CARD.height).lineWidth(0.4).dash(3, { space: 3 }).stroke('#aaaaaa').undash()
  const x = left + CARD.pad
  const beside = CARD.width - 3 * CARD.pad - CARD.qr
  const title = [...new Set(LANGUAGES.map((language) => texts.text(language, `family.${family.name}`)))].join(' · ')
  document
    .font('Helvetica')
    .fontSize(6.5)
    .fillColor(GREY)
    .text(title, x, top + CARD.pad, { width: beside })
  document
    .font('Helvetica-Bold')
    .fontSize(12)
    .fillColor('black')
    .text(worth, x, top + 30, { width: beside })
  document
    .font('Courier-Bold')
    .fontSize(13)
    .text(family.show(code), x, top + 60, { width: beside, lineBreak: false })
  document.font('Helvetica').fontSize(6.5).fillColor(GREY)
  document.text(`${number} / ${batch.count}`, x, top + 80, { width: beside })
  drawQr(document, code, { x: left + CARD.width - CARD.pad - CARD.qr, y: top + CARD.pad, size: CARD.qr })
  document.fontSize(6).fillColor('black')
  const uses = LANGUAGES.map((language) => `${language}  ${texts.text(language, `sheet.use.${family.name}`)}`)
  document.text(uses.join('\n'), x, top + CARD.pad + CARD.qr + 6, { width: CARD.width - 2 * CARD.pad, lineGap: 0.5 })
}

/** What it is worth, in words that all three languages read: `Tele2 · 1 år · 1 Jahr · 1 year`. */
function worthOf(product: Product, texts: Texts): string {
  const kind = 'simKind' in product ? [texts.text('sv', `sim.${product.simKind}`)] : []
  if ('amountMinor' in product) {
    const format = new Intl.NumberFormat('sv', {
      style: 'currency',
      currency: product.currency,
      currencyDisplay: 'code',
    })
    const digits = format.resolvedOptions().maximumFractionDigits ?? 2
    // The standard fonts of PDF have no narrow spaces.
    return [...kind, format.format(product.amountMinor / 10 ** digits).replace(/\s/g, ' ')].join(' · ')
  }
  const said = LANGUAGES.map((language) =>
    'credits' in product
      ? texts.text(language, 'sheet.credits', { credits: product.credits })
      : periodText(product.period, language, texts),
  )
  return [...kind, ...new Set(said)].join(' · ')
}

/** `P1Y` as `1 year`; a period of several units as it is written. */
function periodText(period: string, language: string, texts: Texts): string {
  const [, count, unit] = /^P(\d+)([YMWD])$/.exec(period) ?? []
  return count && unit ? texts.text(language, `sheet.period.${unit}`, { count: Number(count) }) : period
}
