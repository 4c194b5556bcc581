import type { Texts } from '../../std/texts.ts'
import type { InvoiceDocument } from './document.ts'

/** How documents are said and drawn: handed in, because drawing is the door's. */
export type Paper = {
  texts: Texts
  /** An amount as a reader of the language writes it. */
  money(minor: number, currency: string, language: string): string
  /** An invoice as PDF. */
  draw(shown: InvoiceDocument, texts: Texts): Promise<Uint8Array>
}
