import { Command, InvalidArgumentError } from 'commander'
import type { SimIo } from '../cli.ts'
import { LINE_FAULT_KINDS, type LineFault, parseLineFault } from '../line/faults.ts'
import { orInvalid, whole } from './options.ts'

/** What `koppel sim --dongles` was asked for, checked. */
export type DongleArguments = {
  dongles: number
  seed: number
  dir: string
  identities: string | null
  /** Entered in turn; an empty one is none. */
  userInformation: string[]
  writeRegistrations: string | null
  faults: LineFault[]
  json: boolean
}

const HELP = `
Without --identities the dongles have keys of a master that follows from --seed, and that is told. For a running backend, which derives keys from masters of its own:
  koppel device register-dongle FC0003E8 FC0003E9 --json >dongles.json
  koppel sim --dongles --identities dongles.json --dir ./ports

Lines on standard input, while it runs; 1 is the dongle at dongle-1:
  !unplug 1   !plug 1                    pulls it out, plugs it in
  !power 1 off   !power 1 on             its electronics alone, while the port stays
  !cut 1 before-persist                  the power fails at its next unlock code; or after-persist, mid-answer
  !user 1 Anna Lund, Stockholm           enters user information; without a text clears it
  !late 1 900                            holds every answer back for so many milliseconds
  !damage 1 memory   !mend 1 memory      breaks a part: memory, key, mac, clock
  !code 1 31P 1   !code 1 E 1            tells its unlock code with that counter
  !state 1                               tells how it is

Faults of the line, in pieces as they are written: ${LINE_FAULT_KINDS.join(', ')}.

Examples:
  koppel sim --dongles 2 --dir ./ports
  koppel sim --dongles 1 --fault up.corrupt=0.01 --fault delay=0.1:700
  koppel dongle info --port ./koppel-dongles/dongle-1
`

type Parsed = Omit<DongleArguments, 'dongles' | 'faults' | 'identities' | 'writeRegistrations'> & {
  dongles: number | true
  fault: LineFault[]
  identities?: string
  writeRegistrations?: string
}

const DONGLES_DEFAULT = 2

/** @throws CommanderError when it is wrong, or was only --help; what to say has been said on `io` */
export function dongleArguments(argv: readonly string[], io: Pick<SimIo, 'out' | 'err'>): DongleArguments {
  const command = new Command('koppel sim --dongles')
    .description('Simulated Carat-ID dongles on pseudoterminals, until SIGTERM or Ctrl-C.')
    .exitOverride()
    .configureOutput({ writeOut: io.out, writeErr: io.err })
    .showHelpAfterError('(koppel sim --dongles --help tells more)')
    .allowExcessArguments(false)
    .option('--dongles [n]', `how many, 1 to 100; ${DONGLES_DEFAULT} when no number is given`, whole(1, 100))
    .option('--seed <n>', 'the same seed makes the same dongles and faults', whole(0, 2 ** 31 - 1), 1)
    .option('--dir <directory>', 'where their ports and memories are', './koppel-dongles')
    .option('--identities <file>', 'dongles of a file, as "koppel device register-dongle --json" prints them')
    .option('--user-information <text>', 'entered before the first start, repeatable, in turn; "" = none', text, [])
    .option('--write-registrations <file>', 'write what POST /api/v1/stock/dongles takes')
    .option('--fault <fault>', '[up.|down.]KIND=PROBABILITY[:MS], repeatable; up is from the dongle', fault, [])
    .option('--json', 'one JSON object a dongle', false)
    .addHelpText('after', HELP)
  const { fault: faults, ...parsed } = command.parse([...argv], { from: 'user' }).opts<Parsed>()
  const { identities = null, writeRegistrations = null } = parsed
  const dongles = parsed.dongles === true ? DONGLES_DEFAULT : parsed.dongles
  return { ...parsed, dongles, identities, writeRegistrations, faults }
}

const text = (one: string, before: string[]): string[] => [...before, one]

function fault(written: string, before: LineFault[]): LineFault[] {
  if (before.length >= 16) throw new InvalidArgumentError('At most 16 faults.')
  return [...before, orInvalid(() => parseLineFault(written))]
}
