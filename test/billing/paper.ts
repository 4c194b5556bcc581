import { join } from 'node:path'
import type { Paper } from '../../src/flows/billing/paper.ts'
import { invoicePdfBytes } from '../../src/http/export/invoice-pdf.ts'
import { moneyText } from '../../src/http/export/money.ts'
import { loadTexts } from '../../src/std/texts.ts'

/** How the house draws and says invoices. */
export const PAPER: Paper = {
  texts: loadTexts(join(import.meta.dirname, '../../texts')),
  money: moneyText,
  draw: invoicePdfBytes,
}
