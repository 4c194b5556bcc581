import type { Guarantee } from '../guarantee.ts'

/** Of batches of codes. */
export const BATCHES: readonly Guarantee[] = [
  {
    name: 'codes are unbiased',
    promise: 'Every symbol of an alphabet is as likely as any other, at every place of a minted code.',
    edits: [{ file: 'src/codes/derive-code.ts', out: 'if (byte >= limit) continue', in: '' }],
    suite: 'test/minting/derive.test.ts',
  },
  {
    name: 'a batch is whole or dead',
    promise: 'No code of a batch can be redeemed before all of them are stored.',
    edits: [
      {
        file: 'src/flows/batches/mint-part.ts',
        out: "...(state === 'done' ? { state: 'ready' } : {})",
        in: "state: 'ready'",
      },
    ],
    suite: 'test/minting/minting.test.ts',
  },
  {
    name: 'confirming ends the export',
    promise: 'A confirmed batch can never be exported again, by anybody.',
    edits: [{ file: 'src/flows/batches/confirm.ts', out: 'await destroySeed(tx, batchId)', in: '' }],
    suite: 'test/minting/minting.test.ts',
  },
  {
    name: 'a destroyed seed leaves no bytes',
    promise: "Once the ledger is closed, a confirmed batch's seed is not in its file, not even sealed.",
    edits: [{ file: 'src/store/sqlite.ts', out: "db.exec('pragma secure_delete = on')", in: '' }],
    suite: 'test/minting/destroyed.test.ts',
  },
  {
    name: 'a pack is sold whole',
    promise: 'A pack one of whose codes some batch has already is left out whole.',
    edits: [{ file: 'src/codes/pack.ts', out: '!== packSize)', in: '=== packSize + 1)' }],
    suite: 'test/minting/packs.test.ts',
  },
  {
    name: 'a destroyed seed leaves the files',
    promise: 'What the codes of a confirmed or revoked batch are derived from is in no file of the ledger any more.',
    edits: [
      {
        file: 'src/flows/batches/expunge-seeds.ts',
        out: "if (await ledger.expunge('batch_seeds')) return",
        in: "if (ledger.expunge !== undefined || 'batch_seeds') return",
      },
    ],
    suite: 'test/minting/destroyed.test.ts',
  },
]
