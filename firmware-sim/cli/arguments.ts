import { Command, InvalidArgumentError } from 'commander'
import type { SimIo } from '../cli.ts'
import type { Encoding } from '../codec.ts'
import { verifyingKey } from '../signature.ts'
import { SIM_KINDS, type SimKind } from '../sim-card.ts'
import { type Fault, parseFault } from '../wire/faults.ts'
import { orInvalid, whole } from './options.ts'

/** What the command line asked for, checked. */
export type SimArguments = {
  collars: number
  seed: number
  /** Null: only the registrations are written. */
  url: string | null
  identities: string | null
  backendKeys: { id: string; publicKey: string }[]
  kinds: SimKind[]
  writeRegistrations: string | null
  reportEvery_ms: number
  encoding: Encoding
  packed: boolean
  batch: number
  faults: Fault[]
  gaps?: { every_ms: number; length_ms: number }
  dir: string | null
  json: boolean
}

type Parsed = Omit<
  SimArguments,
  'url' | 'reportEvery_ms' | 'encoding' | 'packed' | 'faults' | 'identities' | 'dir' | 'writeRegistrations' | 'gaps'
> & {
  url?: string
  reportEvery: number
  cbor: boolean
  packed: boolean
  batch: number
  fault: Fault[]
  backendKey: SimArguments['backendKeys']
  kind: SimKind[]
  gaps?: { every_ms: number; length_ms: number }
  identities?: string
  dir?: string
  writeRegistrations?: string
}

const EXAMPLES = `
Examples:
  koppel sim --collars 6 --seed 1 --url mqtt://127.0.0.1:1883
  koppel sim --collars 1000 --seed 7 --url mqtt://127.0.0.1:1883 --cbor --fault up.drop=0.01 --fault delay=0.1:2000
  koppel sim --collars 10000 --report-every 10 --url mqtt://127.0.0.1:1883
  koppel sim --identities collars.json --url mqtts://broker.example:8883 --dir ./collars`

/** @throws CommanderError when it is wrong, or was only --help; what to say has been said on `io` */
export function simArguments(argv: readonly string[], io: Pick<SimIo, 'out' | 'err'>): SimArguments {
  const command = new Command('koppel sim')
    .description('Simulated collars against any MQTT 3.1.1 broker, until SIGTERM or Ctrl-C.')
    .exitOverride()
    .configureOutput({ writeOut: io.out, writeErr: io.err })
    .showHelpAfterError('(koppel sim --help tells more)')
    .allowExcessArguments(false)
    .option(
      '--url <address>',
      'mqtt://host:port or mqtts://host:port; without it, registrations are written and that is all',
    )
    .option('--collars <n>', 'how many, 1 to 100000', whole(1, 100_000), 6)
    .option('--seed <n>', 'the same seed makes the same collars, dogs and faults', whole(0, 2 ** 31 - 1), 1)
    .option('--identities <file>', 'JSON list of collars, in place of --collars made from --seed')
    .option(
      '--backend-key <id=key>',
      'whose commands the collars believe: Ed25519, 32 bytes base64url; at most twice',
      backendKey,
      [],
    )
    .option('--kind <kind>', `SIM kind, repeatable, given out in turn: ${SIM_KINDS.join(', ')}`, simKind, [])
    .option('--write-registrations <file>', 'write what a backend needs to know the collars (holds their secrets)')
    .option('--report-every <seconds>', '1 to 86400', whole(1, 86_400), 5)
    .option('--cbor', 'CBOR with integer keys in place of JSON', false)
    .option('--batch <samples>', 'samples in a report, 1 to 100', whole(1, 100), 1)
    .option('--packed', 'CBOR, and several samples by columns as differences', false)
    .option(
      '--fault <fault>',
      '[up.|down.]drop|double|delay|reorder|corrupt|cut=PROBABILITY[:MS], repeatable',
      fault,
      [],
    )
    .option('--gaps <every:length>', 'lose coverage by chance, seconds on average, e.g. 600:60', gaps)
    .option('--dir <directory>', "keep the collars' memories there; without it they end with the process")
    .option('--json', 'status as one JSON object a line', false)
    .addHelpText('after', EXAMPLES)
  const parsed = command.parse([...argv], { from: 'user' }).opts<Parsed>()
  const { collars, seed, url = null, json } = parsed
  if (url === null && !parsed.writeRegistrations)
    command.error("error: required option '--url <address>' not specified")
  return {
    ...{ collars, seed, url, json, faults: parsed.fault, backendKeys: parsed.backendKey, kinds: parsed.kind },
    ...{ reportEvery_ms: parsed.reportEvery * 1000, encoding: parsed.cbor || parsed.packed ? 'cbor' : 'json' },
    packed: parsed.packed,
    batch: parsed.batch,
    ...{ identities: parsed.identities ?? null, dir: parsed.dir ?? null },
    writeRegistrations: parsed.writeRegistrations ?? null,
    ...(parsed.gaps && { gaps: parsed.gaps }),
  }
}

function fault(text: string, before: Fault[]): Fault[] {
  if (before.length >= 16) throw new InvalidArgumentError('At most 16 faults.')
  return [...before, orInvalid(() => parseFault(text))]
}

function simKind(text: string, before: SimKind[]): SimKind[] {
  const kind = SIM_KINDS.find((known) => known === text)
  if (!kind) throw new InvalidArgumentError(`It must be one of ${SIM_KINDS.join(', ')}.`)
  return [...before, kind]
}

function backendKey(text: string, before: SimArguments['backendKeys']): SimArguments['backendKeys'] {
  const [id = '', publicKey = ''] = text.split('=')
  if (before.length >= 2) throw new InvalidArgumentError('A collar holds two keys.')
  if (id === '' || id.length > 32) throw new InvalidArgumentError('Write ID=KEY, the id 1 to 32 characters.')
  orInvalid(() => verifyingKey(publicKey))
  return [...before, { id, publicKey }]
}

function gaps(text: string): { every_ms: number; length_ms: number } {
  const [, every, length] = /^([0-9]{1,6}):([0-9]{1,6})$/.exec(text) ?? []
  if (!Number(every) || !Number(length)) throw new InvalidArgumentError('Write EVERY:LENGTH in seconds, e.g. 600:60.')
  return { every_ms: Number(every) * 1000, length_ms: Number(length) * 1000 }
}
