import { type Actor, actorName } from '../../accounts/actor.ts'
import { standingOf } from '../../accounts/standing.ts'
import { codeHash } from '../../codes/code-hash.ts'
import { deriveCode, lengthOf } from '../../codes/derive-code.ts'
import { familyNamed } from '../../codes/families/index.ts'
import type { Family } from '../../codes/family.ts'
import { codesBehind } from '../../codes/minted-codes.ts'
import { record } from '../../store/audit.ts'
import type { House } from '../house.ts'
import { type BatchRow, batchRow, mayWith } from './batch-row.ts'
import { seedOf } from './seed.ts'

/** A code in clear, with its number in the batch, from 1. */
export type ExportedCode = { number: number; code: string }

/** An export under way: what the batch is, and its codes page by page, each derived when it is asked for. */
export type Export = { batch: BatchRow; family: Family; pages: AsyncGenerator<readonly ExportedCode[]> }

/** Why there is none. */
export type NoExport = 'not-found' | 'forbidden' | 'batch-not-ready' | 'batch-revoked' | 'export-confirmed'

const PAGE_CODES = 500

/**
 * Opens an export. It can be repeated, and gives the same codes each time, until the recipient confirms one; each is audited, without its codes.
 * @param range the numbers wanted, from 1, both included
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
  const { from, to } = range ?? { from: 1, to: Number.MAX_SAFE_INTEGER }
  return { batch: opened.batch, family, pages: pagesOf(house, { ...opened, family, after: from - 2, last: to - 1 }) }
}

type Source = { batch: BatchRow; seed: Uint8Array; family: Family; after: number; last: number }

/** What is exported is what is stored: each derived code must have the hash of its row. */
async function* pagesOf(house: House, source: Source): AsyncGenerator<readonly ExportedCode[]> {
  const { batch, seed, family, last } = source
  const length = lengthOf(family, batch.code_length)
  for (let { after } = source; ; ) {
    const rows = await codesBehind(house.ledger.reads, batch.id, after, PAGE_CODES)
    const page = rows.flatMap(({ hash, key_id, position }) => {
      if (position === null || position > last) return []
      const code = deriveCode(seed, family, length, position)
      if (Buffer.compare(codeHash(house.keys.byId(key_id), code), hash) !== 0)
        throw new Error(`code ${position} of batch ${batch.id} is not the stored one`)
      return [{ number: position + 1, code }]
    })
    if (page.length > 0) yield page
    const at = rows.at(-1)?.position
    if (rows.length < PAGE_CODES || page.length < rows.length || at === undefined || at === null) return
    after = at
  }
}
