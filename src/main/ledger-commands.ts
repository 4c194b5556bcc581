import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type { RegisterCommand } from '../cli/koppel.ts'
import { faultText, readConfig } from '../config.ts'
import type { Ledger } from '../flows/tables.ts'
import { silent } from '../std/log.ts'
import type { DataDir } from './data-dir.ts'

/** Found broken, or could not be opened. */
const EXIT_BROKEN = 1
const EXIT_CONFIG = 78
const EXIT_UNAVAILABLE = 69

/** `koppel migrate` and `koppel audit verify`: they open the ledger themselves, so no server may hold the data directory meanwhile. */
export const ledgerCommands: RegisterCommand = (program, world, finish) => {
  const withLedger = async (act: (ledger: Ledger) => Promise<number>): Promise<number> => {
    const read = readConfig(world.env, (path) => readFileSync(path, 'utf8'))
    if (!read.ok) {
      world.err(read.faults.map((fault) => `${faultText(fault)}\n`).join(''))
      return EXIT_CONFIG
    }
    const { holdDataDir } = await import('./data-dir.ts')
    const { openLedger } = await import('./open-ledger.ts')
    let dir: DataDir
    try {
      dir = holdDataDir(resolve(read.config.dataDir))
    } catch (error) {
      world.err(`${(error as Error).message}\n`)
      return EXIT_UNAVAILABLE
    }
    try {
      const ledger = await openLedger(read.config.databaseUrl, dir, {
        clock: world.clock,
        random: world.random,
        log: silent,
      })
      try {
        return await act(ledger)
      } finally {
        await ledger.close()
      }
    } finally {
      dir.release()
    }
  }

  program
    .command('migrate')
    .description('Bring the ledger to this version and stop. "serve" does the same when it starts.')
    .action(async () =>
      finish(
        await withLedger(async () => {
          world.out('The ledger is at this version.\n')
          return 0
        }),
      ),
    )

  program
    .command('audit')
    .description('The audit chain.')
    .command('verify')
    .description('Walk the chain of audit entries and name the first that was changed, removed or moved.')
    .option('--head <seq:hash>', 'a head noted earlier, which the chain must still contain')
    .action(async ({ head }: { head?: string }) => {
      const { verifyAudit } = await import('../store/audit-chain.ts')
      const noted = readHead(head)
      if (noted === 'malformed') {
        world.err('--head is a number, a colon and 64 hexadecimal characters, as "audit verify" prints it.\n')
        return finish(2)
      }
      finish(
        await withLedger(async (ledger) => {
          const verdict = await verifyAudit(ledger.reads, noted ?? undefined)
          if (verdict.kind === 'broken') {
            world.out(`The chain is broken at entry ${verdict.seq}: ${verdict.fault}.\n`)
            return EXIT_BROKEN
          }
          const { seq, hash } = verdict.head
          world.out(
            `The chain is sound: ${seq} entries.\nHead, to be noted elsewhere: ${seq}:${Buffer.from(hash).toString('hex')}\n`,
          )
          return 0
        }),
      )
    })
}

function readHead(text: string | undefined): { seq: number; hash: Uint8Array } | 'malformed' | null {
  if (text === undefined) return null
  const read = /^([1-9][0-9]{0,15}):([0-9a-f]{64})$/.exec(text)
  return read ? { seq: Number(read[1]), hash: Buffer.from(read[2] ?? '', 'hex') } : 'malformed'
}
