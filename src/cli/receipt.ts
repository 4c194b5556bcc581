import type { Command } from 'commander'
import { pinnedFingerprints } from '../receipts/published-keys.ts'
import type { Receipt } from '../receipts/receipt.ts'
import { type ReceiptVerdict, verifyReceipt } from '../receipts/verify.ts'
import { instantText, parseInstant } from '../std/period.ts'
import { loadTexts } from '../std/texts.ts'
import { CliError, EXIT, type Exit } from './cli-error.ts'
import type { CliWorld } from './cli-world.ts'
import { languageTag } from './language.ts'
import { findServer } from './server.ts'
import { printable, type Speech, speechIn } from './show.ts'

type Verify = { keys?: string; fingerprint?: string; json?: true }

const MORE = `
Nothing is asked of any server. Bring a key that you trust: the file that the house publishes at /.well-known/koppel-keys.json, kept from earlier,
or the fingerprint of its key, read out by somebody you trust. Without one the file can only be found whole, not genuine.

Exit codes: 0 sound and sealed with a key that you brought, 1 not sound, 5 whole, but no key to compare with.`

/** `koppel receipt get` and `koppel receipt verify`. @param finish takes the exit code */
export function receiptCommand(program: Command, world: CliWorld, finish: (exit: Exit) => void): void {
  const receipt = program.command('receipt').description('Receipts: proofs that a code had its effect.')
  receipt
    .command('get')
    .description('Print the receipt of a redemption; send it to a file and keep it.')
    .argument('<id>', "the redemption's id")
    .action(async (id: string) => {
      const path = `/api/v1/redemptions/${encodeURIComponent(id)}/receipt`
      world.out(`${JSON.stringify(await findServer(world).ask<Receipt>('GET', path), null, 2)}\n`)
    })
  receipt
    .command('verify')
    .description('Check a receipt offline.')
    .argument('<file>', 'as it was downloaded')
    .option('--keys <file>', 'published keys that you kept')
    .option('--fingerprint <hex>', 'SHA-256 of the key that must have sealed it, 64 hexadecimal characters')
    .option('--json', 'as JSON')
    .addHelpText('after', MORE)
    .action((file: string, options: Verify) => {
      const verdict = verifyReceipt(readText(world, file), pinsOf(world, options))
      const speech = speechIn(loadTexts(world.textsDir), languageTag(world.env))
      world.out(options.json ? `${JSON.stringify(plain(verdict))}\n` : verdictText(verdict, speech))
      if (verdict.kind === 'invalid') finish(EXIT.refused)
      else finish(verdict.anchored ? EXIT.done : EXIT.unanchored)
    })
}

function pinsOf(world: CliWorld, { keys, fingerprint }: Verify): string[] | null {
  if (keys === undefined && fingerprint === undefined) return null
  const pins: string[] = []
  if (fingerprint !== undefined) {
    const hex = fingerprint.replace(/[\s:]/g, '').toLowerCase()
    if (!/^[0-9a-f]{64}$/.test(hex)) throw new CliError(EXIT.usage, '--fingerprint has 64 hexadecimal characters.')
    pins.push(hex)
  }
  if (keys !== undefined) {
    const found = pinnedFingerprints(readText(world, keys))
    if (!found) throw new CliError(EXIT.usage, `${keys} holds no published key that seals receipts.`)
    pins.push(...found)
  }
  return pins
}

function readText(world: CliWorld, path: string): string {
  try {
    return world.readFile(path)
  } catch (error) {
    throw new CliError(EXIT.usage, `${path} cannot be read: ${(error as NodeJS.ErrnoException).code ?? 'failed'}`)
  }
}

/** What was checked, what it says, and on what the trust rests. */
function verdictText(verdict: ReceiptVerdict, speech: Speech): string {
  if (verdict.kind === 'invalid') {
    const member = verdict.fault === 'disagrees' ? { member: verdict.member } : {}
    return `${speech.text('receipt.invalid')}\n${speech.text(`receipt.fault.${verdict.fault}`, member)}\n`
  }
  const { statement, anchored, evidence, key, fingerprint, digest } = verdict
  const lines = [
    speech.text(anchored ? 'receipt.sound' : 'receipt.whole'),
    '',
    ...statedRows(verdict),
    '',
    speech.text('receipt.checked.seal'),
    speech.text(`receipt.checked.${evidence}`),
    speech.text(anchored ? 'receipt.trust.anchored' : 'receipt.trust.unanchored', { key, fingerprint }),
    ...(statement.device ? [speech.text('receipt.trust.device')] : []),
    speech.text('receipt.digest', { digest }),
  ]
  return `${lines.map(printable).join('\n')}\n`
}

function statedRows({ statement }: Extract<ReceiptVerdict, { kind: 'sound' }>): string[] {
  const { redemption, family, redeemedAt, appliedAt, bought, device } = statement
  const rows: (readonly [string, string])[] = [
    ['redemption', redemption],
    ['family', family],
    ['redeemedAt', shown(redeemedAt)],
    ['appliedAt', shown(appliedAt)],
    ...bought.map(([name, value]) => [name, name === 'until' ? shown(value) : value] as const),
  ]
  if (device) {
    rows.push(['device', device.serial], ['counter', String(device.counter)])
    for (const when of ['before', 'after'] as const) {
      const carried = device[when]
      if (carried)
        rows.push([when, 'until' in carried ? instantText(carried.until) : `${carried.balance} ${carried.currency}`])
    }
  }
  return rows.map(([name, value]) => `  ${name.padEnd(12)}${value}`)
}

/** An instant as everything else shows it: what is signed may have no milliseconds. */
function shown(text: string): string {
  const at = parseInstant(text)
  return at === null ? text : instantText(at)
}

/** For scripts: the statement without what only the check itself needs. */
function plain(verdict: ReceiptVerdict): object {
  if (verdict.kind === 'invalid') return verdict
  const { statement, ...rest } = verdict
  const { redemption, family, redeemedAt, appliedAt, device } = statement
  return {
    ...rest,
    redemption,
    family,
    redeemedAt,
    appliedAt,
    ...(device && { device: device.serial, counter: device.counter }),
  }
}
