import { type Command, InvalidArgumentError } from 'commander'
import type { DeviceBody } from '../http/device-schemas.ts'
import type { PreviewBody, RedemptionBody } from '../http/redemption-schemas.ts'
import { backoff_ms } from '../std/backoff.ts'
import { wait } from '../std/clock.ts'
import { newId } from '../std/ids.ts'
import { loadTexts } from '../std/texts.ts'
import { CliError, EXIT, type Exit } from './cli-error.ts'
import type { CliWorld } from './cli-world.ts'
import { findDevice } from './find-device.ts'
import { languageTag } from './language.ts'
import { findServer, type Server } from './server.ts'
import { effectText, previewText, type Speech, speechIn, stepText } from './show.ts'
import { isOver, watchRedemption } from './watch.ts'

type Options = {
  device?: string
  account?: string
  dryRun?: true
  watch: boolean
  timeout?: number
  idempotencyKey?: string
  json?: true
}

const STDIN_BYTES_MAX = 4_096
/** One wish, one key: to send it again is always right. */
const TRIES_MAX = 4
const RETRY_FIRST_MS = 500
const RETRY_MOST_MS = 5_000

const MORE = `
A code for a SIM card goes to the device and is applied there when the device answers, however long that takes. Ctrl-C ends the watching, not the
redemption. A code for the account counts at once.

Exit codes: 0 applied (with --no-watch or --dry-run: accepted), 1 refused, 2 wrong usage, 3 server not reached, 4 not applied within --timeout.

Examples:
  koppel redeem ABCDE-FGHJK-LMNP --device 359881234567890
  koppel redeem - --device Bella < code.txt
  koppel redeem ABcdEFghIJkl`

/** `koppel redeem`. @param finish takes the exit code */
export function redeemCommand(program: Command, world: CliWorld, finish: (exit: Exit) => void): void {
  program
    .command('redeem')
    .description('Redeem a code, on a device or on the account, and watch it arrive.')
    .argument(
      '<code>',
      'as printed; "-" reads it from standard input, so that it stays out of the history of the shell',
    )
    .option(
      '--device <device>',
      'id, IMEI or name; without it the code is for the account: licence, subscription, SMS credits',
    )
    .option('--account <id>', 'which account, where there are several')
    .option('--dry-run', 'tell what would happen; the code is not touched')
    .option('--no-watch', 'return as soon as the code is accepted')
    .option('--timeout <seconds>', 'watch no longer than this', seconds)
    .option('--idempotency-key <key>', 'the same for every repetition of one wish; made up when absent')
    .option('--json', 'one JSON object a line: the preview, each state of the redemption, or the problem')
    .addHelpText('after', MORE)
    .action(async (typed: string, options: Options) => finish(await redeem(world, typed, options)))
}

async function redeem(world: CliWorld, typed: string, options: Options): Promise<Exit> {
  const server = findServer(world)
  const code = typed === '-' ? (await world.stdin(STDIN_BYTES_MAX)).trim() : typed
  if (code === '') throw new CliError(EXIT.usage, 'There is no code on standard input.')
  const speech = speechIn(loadTexts(world.textsDir), languageTag(world.env))
  const device = options.device === undefined ? null : await findDevice(server, options.device)
  const path = device ? `/api/v1/devices/${device.id}/redemptions` : '/api/v1/redemptions'
  const body = device || options.account === undefined ? { code } : { code, accountId: options.account }
  if (options.dryRun) {
    const preview = await server.ask<PreviewBody>('POST', `${path}?dryRun=true`, body)
    world.out(options.json ? `${JSON.stringify(preview)}\n` : previewText(preview, speech))
    return EXIT.done
  }
  const key = options.idempotencyKey ?? newId(world.clock, world.random)
  const accepted = await sendPatiently(world, server, path, body, key)
  const tell = teller(world, speech, options)
  tell(accepted)
  if (!device && !options.json) world.out(`${effectText(accepted.effect, speech)}\n`)
  if (!device || !options.watch) return EXIT.done
  if (!device.online && !options.json) world.out(`${speech.text('console.step.waiting')}\n`)
  return follow(world, server, { accepted, device, tell, speech, options })
}

/** Sends again, with the same key, when nobody can say whether the request arrived. */
async function sendPatiently(
  world: CliWorld,
  server: Server,
  path: string,
  body: object,
  key: string,
): Promise<RedemptionBody> {
  for (let tries = 1; ; tries++) {
    try {
      return await server.ask<RedemptionBody>('POST', path, body, { 'idempotency-key': key })
    } catch (error) {
      if (!(error instanceof CliError) || error.exit !== EXIT.unreachable || tries === TRIES_MAX) throw error
      await wait(world.clock, backoff_ms(world.random, tries - 1, RETRY_FIRST_MS, RETRY_MOST_MS), world.stop).catch(
        () => {},
      )
    }
  }
}

type Following = {
  accepted: RedemptionBody
  device: DeviceBody
  tell: (redemption: RedemptionBody) => void
  speech: Speech
  options: Options
}

async function follow(world: CliWorld, server: Server, { accepted, tell, speech, options }: Following): Promise<Exit> {
  const late = new AbortController()
  const cancel =
    options.timeout === undefined ? () => {} : world.clock.after(options.timeout * 1_000, () => late.abort())
  const signal = AbortSignal.any([late.signal, world.stop])
  try {
    const final = await watchRedemption(world, server, accepted.id, tell, signal)
    if (final && isOver(final)) {
      if (!options.json)
        world.out(`${effectText(final.effect, speech)}\n${speech.text(`console.step.${final.state}`)}\n`)
      return final.state === 'applied' ? EXIT.done : EXIT.refused
    }
  } finally {
    cancel()
  }
  if (!options.json) world.err(`${speech.text('console.step.waiting')}\n`)
  return world.stop.aborted ? EXIT.interrupted : EXIT.notYet
}

/** Tells each step once, whole redemptions to scripts. */
function teller(world: CliWorld, speech: Speech, options: Options): (redemption: RedemptionBody) => void {
  let told = 0
  return (redemption) => {
    const fresh = redemption.history.slice(told)
    if (fresh.length === 0) return
    if (options.json) world.out(`${JSON.stringify(redemption)}\n`)
    else {
      if (told === 0) for (const notice of redemption.notices ?? []) world.out(`${speech.text(`notice.${notice}`)}\n`)
      for (const step of fresh) world.out(stepText(redemption, step, speech))
    }
    told = redemption.history.length
  }
}

function seconds(text: string): number {
  const value = Number(text)
  if (!/^[0-9]{1,7}$/.test(text) || value < 1)
    throw new InvalidArgumentError('It must be a whole number of seconds, 1 or more.')
  return value
}
