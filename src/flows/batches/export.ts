import { type Actor, actorName } from '../../accounts/actor.ts'
import { standingOf } from '../../accounts/standing.ts'
import { codeHash } from '../../codes/code-hash.ts'
import { deriveCode, lengthOf } from '../../codes/derive-code.ts'
import { familyNamed } from '../../codes/families/index.ts'
import type { Family } from '../../codes/family.ts'
import { codesBehind } from '../../codes/minted-codes.ts'
import { cardOf, placesOf, wholeCards } from '../../codes/pack.ts'
import { record } from '../../store/audit.ts'
import type { House } from '../house.ts'
import { type BatchRow, batchRow, mayWith } from './batch-row.ts'
import { seedOf } from './seed.ts'

/** What is sold as one: a code in clear, or a pack of them, with the card's number in the batch, from 1. */
export type ExportedCard = { number: number; codes: readonly string[] }

/** An export under way: what the batch is, and its cards page by page, each code derived when it is asked for. */
export type Export = { batch: BatchRow; family: Family; pages: AsyncGenerator<readonly ExportedCard[]> }

/** Why there is none. */
export type NoExport = 'not-found' | 'forbidden' | 'batch-not-ready' | 'batch-revoked' | 'export-confirmed'

const PAGE_CODES = 500

/**
 * Opens an export. It can be repeated, and gives the same codes each time, until the recipient confirms one; each is audited, without its codes.
 * @param range the cards' numbers wanted, from 1, both included
 */
export async function openExport(
  house: House,
  request: { actor: Actor; batchId: string; form: 'csv' | 'pdf'; range?: { from: number; to: number } },
): Promise<Export | NoExport> {
  const { actor, batchId, form, range } = request
  const opened = await house.ledger.transact('export-batch', async (tx) => {
    const batch = await batchRow(tx, batchId)
    const may = mayWith(await standingOf(tx, actor), batch, 'mint')
    if (may !== 'yes' || !batch) return may === 'yes' ? 'not-found' : may
    if (batch.state === 'revoked') return 'batch-revoked'
    if (batch.state !== 'ready') return 'batch-not-ready'
    const seed = await seedOf(house, tx, batchId)
    if (!seed) return 'export-confirmed'
    await tx
      .updateTable('batches')
      .set((eb) => ({ exports: eb('exports', '+', 1) }))
      .where('id', '=', batchId)
      .execute()
    await record(tx, house.world, {
      actor: actorName(actor),
      act: 'export-batch',
      accountId: batch.account_id,
      subject: `batch:${batchId}`,
      details: JSON.stringify({ form, ...range }),
    })
    return { batch, seed }
  })
  if (typeof opened === 'string') return opened
  const family = familyNamed(opened.batch.family)
  if (!family) throw new Error(`no family ${opened.batch.family}`)
  const { first, last } = range
    ? placesOf(opened.batch.pack_size, range.from, range.to)
    : { first: 0, last: Number.MAX_SAFE_INTEGER }
  return { batch: opened.batch, family, pages: pagesOf(house, { ...opened, family, after: first - 1, last }) }
}

type Source = { batch: BatchRow; seed: Uint8Array; family: Family; after: number; last: number }

/** What is exported is what is stored: each derived code must have the hash of its row. */
async function* pagesOf(house: House, source: Source): AsyncGenerator<readonly ExportedCard[]> {
  const { batch, seed, family, last } = source
  const length = lengthOf(family, batch.code_length)
  // Only whole cards are stored, so a page of whole cards splits none.
  const page_codes = wholeCards(batch.pack_size, PAGE_CODES)
  for (let { after } = source; ; ) {
    const rows = await codesBehind(house.ledger.reads, batch.id, after, page_codes)
    const page = rows.flatMap(({ hash, key_id, position }) => {
      if (position === null || position > last) return []
      const code = deriveCode(seed, family, length, position)
      if (Buffer.compare(codeHash(house.keys.byId(key_id), code), hash) !== 0)
        throw new Error(`code ${position} of batch ${batch.id} is not the stored one`)
      return [{ position, code }]
    })
    if (page.length > 0) yield cards(batch.pack_size, page)
    const at = rows.at(-1)?.position
    if (rows.length < page_codes || page.length < rows.length || at === undefined || at === null) return
    after = at
  }
}

function cards(packSize: number | null, codes: readonly { position: number; code: string }[]): ExportedCard[] {
  const size = packSize ?? 1
  return Array.from({ length: codes.length / size }, (_, at) => {
    const card = codes.slice(at * size, (at + 1) * size)
    return { number: cardOf(packSize, card[0]?.position ?? 0), codes: card.map(({ code }) => code) }
  })
}
