import type { Command } from 'commander'
import type { SupportFindingBody } from '../http/support-schemas.ts'
import { loadTexts } from '../std/texts.ts'
import { CliError, EXIT, type Exit } from './cli-error.ts'
import type { CliWorld } from './cli-world.ts'
import { languageTag } from './language.ts'
import { findServer } from './server.ts'
import { carriedText, effectText, known, printable, type Speech, speechIn, table } from './show.ts'
import { accountTable } from './support-accounts.ts'
import { licenceRows } from './support-licence.ts'
import { releaseRows } from './support-release.ts'

type FoundCode = SupportFindingBody['codes'][number]
type FoundRedemption = SupportFindingBody['redemptions'][number]
type Section = { title: string; rows: readonly (readonly [fact: string, value: string])[] }

/** What the server takes, and a word about bytes. */
const TEXT_BYTES_MAX = 8_000

const MORE = `
For the levels support and admin. Each look is recorded. Times are UTC.

Exit codes: 0 found, 1 nothing found or not allowed, 2 wrong usage, 3 server not reached.

Examples:
  koppel support ABCDE-FGHJK-LMNP
  koppel support - < code.txt
  koppel support 1234567890ABCDEF
  koppel support B-12345678
  koppel support 359881234567890 --json
  koppel support eva@example.com
  koppel support F2026-000001
  koppel support +46701234567
  koppel support lindqvist`

/** `koppel support`: the whole history of what a customer reads out. @param finish takes the exit code: 1 when it names nothing */
export function supportCommand(program: Command, world: CliWorld, finish: (exit: Exit) => void): void {
  program
    .command('support')
    .description(
      'Tell the whole history of a code or a licence: who, when, which device, and what the device answered; or whose account a caller means.',
    )
    .argument(
      '<code...>',
      'a code, a licence code, a licence number, an unlock code, an order number, an IMEI or Carat-ID, or an id out of a support case; for accounts an e-mail address, an invoice number, a telephone number or the beginning of a name; "-" reads it from standard input, so that it stays out of the history of the shell',
    )
    .option('--json', 'as JSON')
    .addHelpText('after', MORE)
    .action(async (words: string[], { json }: { json?: true }) => {
      const server = findServer(world)
      const text = words.length === 1 && words[0] === '-' ? await world.stdin(TEXT_BYTES_MAX) : words.join(' ')
      if (text.trim() === '') throw new CliError(EXIT.usage, 'There is no code to look for.')
      const finding = await server.ask<SupportFindingBody>('POST', '/api/v1/support/lookup', { text })
      const speech = speechIn(loadTexts(world.textsDir), languageTag(world.env))
      if (json) world.out(`${JSON.stringify(finding)}\n`)
      else world.out(findingText(finding, speech))
      finish(
        Object.values(finding).some((found) => Array.isArray(found) && found.length > 0) ? EXIT.done : EXIT.refused,
      )
    })
}

/** A finding for a terminal: what it is, what became of it, and everything that happened, newest first. */
export function findingText(finding: SupportFindingBody, speech: Speech): string {
  const { codes, licences, devices, redemptions, releases, held, history } = finding
  const sections: Section[] = [
    ...licences.map((found) => ({
      title: speech.text(found.trial ? 'console.support.licence.trial' : 'console.support.fact.licence'),
      rows: named(licenceRows(found, speech), speech),
    })),
    ...codes.map((code) => codeSection(code, speech)),
    ...devices.map(({ name, serial, accountName }) => ({
      title: name,
      rows: [[speech.text('console.support.fact.device'), `${serial}, ${accountName}`] as const],
    })),
    ...redemptions.map((found) => redemptionSection(found, speech)),
    ...releases.map((found) => ({
      title: speech.text('console.support.release', { type: found.type }),
      rows: named(releaseRows(found, speech), speech),
    })),
  ]
  const parts = sections.map((section) => sectionText(section))
  if (finding.accounts.length > 0) {
    const lines = accountTable(finding, speech).trimEnd().split('\n')
    parts.unshift(`${speech.text('console.support.accounts')}\n${indented(lines)}`)
  }
  if (held.length > 0)
    parts.push(`${speech.text('console.support.held')}\n${indented(held.map((one) => heldLine(one, speech)))}`)
  if (history.length > 0) {
    const rows = history.map(({ at, who, act, details }) => [
      at,
      known(speech, `console.act.${act}`, act),
      printable(who),
      printable(details.map(({ name, value }) => `${name}: ${value}`).join(', ')),
    ])
    parts.push(
      `${speech.text('console.support.history')}\n${indented(table(['', '', '', ''], rows).trimEnd().split('\n').slice(1))}`,
    )
  }
  return parts.length > 0 ? parts.join('\n') : `${speech.text('console.support.nothing')}\n`
}

function codeSection(code: FoundCode, speech: Speech): Section {
  const { batch, card, last4 } = code
  const rows: [string, string][] = [
    ['state', known(speech, `console.support.code.${code.state}`, code.state)],
    ['minted', `${batch.mintedAt}, ${batch.mintedBy}`],
    ['soldTo', [batch.channel, batch.soldTo].filter((said) => said !== undefined).join(', ')],
    ['product', productText(batch.product, speech)],
  ]
  if (batch.purchasedAt !== undefined) rows.push(['purchased', batch.purchasedAt])
  if (card !== undefined)
    rows.push(['card', speech.text('console.support.card', { card, packSize: batch.packSize ?? 1 })])
  if (code.activatedAt !== undefined) rows.push(['activated', code.activatedAt])
  if (code.usedAt !== undefined) rows.push(['used', code.usedAt])
  rows.push(['batch', batch.id])
  return {
    title: `${capital(speech.text(`family.${code.family}`))}${last4 === undefined ? '' : ` …${last4}`}`,
    rows: named(rows, speech),
  }
}

/** `Travel SIM: SEK 100.00`; the names in it are those of the batch's order. */
function productText(product: FoundCode['batch']['product'], speech: Speech): string {
  const { type, simKind, amountMinor, currency, period, credits } = Object.fromEntries(
    product.map(({ name, value }) => [name, value]),
  )
  const money = currency === undefined ? '' : carriedText({ balanceMinor: Number(amountMinor), currency }, speech)
  const name = simKind === undefined ? type : known(speech, `sim.${simKind}`, simKind)
  return `${name}: ${period ?? credits ?? money}`
}

function redemptionSection(found: FoundRedemption, speech: Speech): Section {
  const { redemption, device, counter, answer } = found
  const reason = redemption.reason ?? answer?.reason
  const rows: [string, string][] = [
    ['who', `${found.who}, ${found.accountName}`],
    ...(device ? [['device', `${device.name}, ${device.serial}`] satisfies [string, string]] : []),
    ['effect', effectText(redemption.effect, speech)],
    ...redemption.history.map(
      ({ state, at }, index) =>
        [index === 0 ? 'steps' : '', `${at}  ${speech.text(`state.${state}`)}`] satisfies [string, string],
    ),
  ]
  if (answer) {
    const moved = `${carriedText(answer.before, speech)} -> ${carriedText(answer.after, speech)}`
    rows.push(['answer', `${speech.text(`state.${answer.outcome}`)}: ${moved}`])
    if (reason !== undefined) rows.push(['', known(speech, `reason.${reason}`, reason)])
    if (answer.at !== undefined) rows.push(['deviceClock', answer.at])
    rows.push(['iccid', answer.iccid])
  } else if (reason !== undefined) rows.push(['reason', known(speech, `reason.${reason}`, reason)])
  if (counter !== undefined) rows.push(['counter', String(counter)])
  rows.push(['redemption', redemption.id])
  return {
    title: speech.text(`state.${redemption.state}`),
    rows: named(rows, speech),
  }
}

/** Each fact by its name in the person's language; a row without one goes on with the row above. */
function named(rows: readonly (readonly [string, string])[], speech: Speech): Section['rows'] {
  return rows.map(([fact, value]) => [fact === '' ? '' : speech.text(`console.support.fact.${fact}`), value])
}

function heldLine(held: SupportFindingBody['held'][number], speech: Speech): string {
  const { budget, refusals, since, until, who } = held
  const line = speech.text('console.support.held.line', { refusals, since, until })
  return `${known(speech, `console.support.budget.${budget}`, budget)}: ${line} (${printable(who)})`
}

function sectionText({ title, rows }: Section): string {
  const width = Math.max(0, ...rows.map(([fact]) => [...fact].length))
  const lines = rows.map(([fact, value]) => `${fact.padEnd(width)}  ${printable(value)}`)
  return `${printable(title)}\n${indented(lines)}`
}

function indented(lines: readonly string[]): string {
  return lines.map((line) => `  ${line.trimEnd()}\n`).join('')
}

function capital(text: string): string {
  return `${text[0]?.toUpperCase() ?? ''}${text.slice(1)}`
}
