import PDFDocument from 'pdfkit'
import { type Product, readProduct } from '../../codes/product.ts'
import type { Export } from '../../flows/batches/export.ts'
import type { Texts } from '../../std/texts.ts'
import { nextTurn } from '../../std/turn.ts'
import { type CardPlace, drawCard, LANGUAGES, PACK_COLUMNS, PACK_ROW } from './card.ts'

/** Points (1/72 inch). A4 with two columns of five cards, or of fewer when a card has more than one row of codes. */
const PAGE = { width: 595.28, height: 841.89, margin: 28 }
const GRID = { columns: 2, rows: 5, foot: 18 }
const INSIDE = PAGE.height - 2 * PAGE.margin - GRID.foot
const CARD = {
  width: (PAGE.width - 2 * PAGE.margin) / GRID.columns,
  height: INSIDE / GRID.rows,
}
/** Five fifths may be less than one. */
const ROUNDING = 0.001
const GREY = '#555555'

/**
 * An export as a sheet of cards to cut out (`card.ts`). The same batch gives the same bytes each time: its date is the batch's.
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
  const { pack_size, id } = opened.batch
  const height = CARD.height + (Math.ceil((pack_size ?? 1) / PACK_COLUMNS) - 1) * PACK_ROW
  const perPage = GRID.columns * Math.floor((INSIDE + ROUNDING) / height)
  const face = { worth: worthOf(readProduct(opened.batch.product), texts), texts }
  let at = 0
  for await (const page of opened.pages) {
    for (const card of page) {
      if (at % perPage === 0) {
        // A page takes some milliseconds of arithmetic, and others wait for answers.
        await new Promise<void>((resolve) => nextTurn(resolve))
        newPage(document, id, at / perPage + 1)
      }
      drawCard(document, opened, card, face, placeOf(at++ % perPage, height))
    }
  }
  if (at === 0) newPage(document, id, 1)
  document.end()
}

function placeOf(slot: number, height: number): CardPlace {
  const left = PAGE.margin + (slot % GRID.columns) * CARD.width
  return { left, top: PAGE.margin + Math.floor(slot / GRID.columns) * height, width: CARD.width, height }
}

function newPage(document: PDFKit.PDFDocument, batchId: string, number: number): void {
  document.addPage()
  document.font('Helvetica').fontSize(7).fillColor(GREY)
  document.text(`Koppel · ${batchId} · ${number}`, PAGE.margin, PAGE.height - PAGE.margin - 8, { lineBreak: false })
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
