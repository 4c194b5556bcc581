import { type Bridge, type BridgeNews, startBridge } from '../bridge/bridge.ts'
import type { BackendKey } from '../bridge/read-command.ts'
import { readBackendKey, readSecrets, type SecretOf } from '../bridge/secrets.ts'
import { CliError, EXIT } from '../cli/cli-error.ts'
import type { CliWorld } from '../cli/cli-world.ts'
import type { Binding } from '../serial/port/binding.ts'
import { lendingDir, lendingOpener } from '../serial/port/lend.ts'
import { type PortName, portNameText, readPortName } from '../serial/port/name.ts'
import { mqttWire } from '../std/mqtt/mqtt-wire.ts'
import type { Wire } from '../std/mqtt/wire.ts'
import { pinoLog } from '../std/pino-log.ts'

/** What `koppel bridge` was told, as it was typed. */
export type BridgeArguments = {
  port: string[]
  url: string
  secretFile: string
  backendKey?: string[]
  ca?: string
  json?: true
}

type Told = { ports: PortName[]; wire: Wire; secretOf: SecretOf; backendKeys: BackendKey[] }

const PORTS_MAX = 32
/** Two overlap while the backend's key is rotated (docs/protocol/collar.md §5). */
const BACKEND_KEYS_MAX = 2

/** Holds the ports until it is told to stop, then drains. @throws CliError `usage` for what was typed wrong */
export async function runBridge(world: CliWorld, given: BridgeArguments, binding: Binding): Promise<void> {
  const { ports, wire, secretOf, backendKeys } = readArguments(world, given)
  const log = pinoLog({ level: world.env.KOPPEL_LOG_LEVEL || 'warn', clock: world.clock, to: { write: world.err } })
  const { clock, random } = world
  const bridges = ports.map((port): Bridge => {
    const name = portNameText(port)
    const tell = (news: BridgeNews): void =>
      world.out(given.json ? `${JSON.stringify({ port: name, ...news })}\n` : `${name}: ${newsText(news)}\n`)
    const open = lendingOpener({ binding, name: port, clock, dir: lendingDir() })
    return startBridge({ open, wire, secretOf, backendKeys, world: { clock, random, log }, tell })
  })
  await new Promise<void>((resolve) => {
    if (world.stop.aborted) resolve()
    else world.stop.addEventListener('abort', () => resolve(), { once: true })
  })
  await Promise.all(bridges.map((bridge) => bridge.stop()))
}

function newsText(news: BridgeNews): string {
  switch (news.state) {
    case 'absent':
      return `no dongle (${news.why})`
    case 'no-secret':
      return `${news.caratId} is plugged in, and the secret file has no secret for it`
    case 'plugged-in':
      return `${news.caratId} is plugged in`
    case 'online':
      return `${news.caratId} is online`
    case 'offline':
      return `${news.caratId} is offline (${news.why})`
  }
}

function readArguments(world: CliWorld, given: BridgeArguments): Told {
  const ports = given.port.map((text) => readPortName(text) ?? wrong(`"${text}" is no port.`))
  if (new Set(ports.map(portNameText)).size < ports.length) wrong('A port is named twice.')
  if (ports.length > PORTS_MAX) wrong(`At most ${PORTS_MAX} ports.`)
  const backendKeys = (given.backendKey ?? []).map(
    (text) => readBackendKey(text) ?? wrong('A key of the backend is written id=KEY, as the registration prints it.'),
  )
  if (backendKeys.length > BACKEND_KEYS_MAX) wrong(`At most ${BACKEND_KEYS_MAX} keys of the backend.`)
  const secretOf =
    readSecrets(fileText(world, given.secretFile)) ??
    wrong(`${given.secretFile} must hold a line for each dongle, Carat-ID and secret, or one secret alone.`)
  const ca = given.ca === undefined ? {} : { ca: fileText(world, given.ca) }
  try {
    return { ports, backendKeys, secretOf, wire: mqttWire({ url: given.url, clock: world.clock, ...ca }) }
  } catch (error) {
    if (error instanceof TypeError) wrong(error.message)
    throw error
  }
}

function fileText(world: CliWorld, path: string): string {
  try {
    return world.readFile(path)
  } catch (error) {
    return wrong(`${path} cannot be read: ${(error as NodeJS.ErrnoException).code ?? 'failed'}`)
  }
}

function wrong(message: string): never {
  throw new CliError(EXIT.usage, message)
}
