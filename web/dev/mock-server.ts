import { readFileSync } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { join } from 'node:path'
import { IntlMessageFormat } from 'intl-messageformat'
import type { Plugin } from 'vite'
import type { Device, Effect, Redemption, RedemptionState, SimulatorOrder } from '../src/api-types.ts'
import { type Canned, cannedSeries, cannedTrack, cannedWorld } from './canned.ts'

const STEP_MS = 1_500
const COOKIE = 'mock=1'
const BODY_BYTES_MAX = 16_384

/** What a code does here is told by its first letter. */
const REFUSALS: Record<string, [status: number, code: string]> = {
  U: [404, 'unknown'],
  K: [409, 'wrong-sim-kind'],
  C: [422, 'malformed-check'],
  T: [503, 'try-again-later'],
}

/**
 * A pretended backend for `npx vite web`, without KOPPEL_URL: canned collars, any login, codes that succeed unless their first letter
 * is in `REFUSALS` (`R` is refused by the device). For work on the console only; nothing of it is built.
 */
export function mockServer(): Plugin {
  return {
    name: 'koppel-mock-server',
    apply: 'serve',
    configureServer(server) {
      if (process.env.KOPPEL_URL) return
      const mock = mockBackend(cannedWorld(Date.now()))
      server.middlewares.use('/api/v1', (request, response) => void mock(request, response))
    },
  }
}

function mockBackend(world: Canned) {
  const streams = new Set<ServerResponse>()
  const tell = (topic: string): void => {
    for (const stream of streams) stream.write(`data: ${JSON.stringify({ topic })}\n\n`)
  }

  /** Climbs the ladder while the collar is online, and leaves it standing where it is not. */
  const climb = (redemption: Redemption, device: Device, end: RedemptionState): void => {
    const step = (state: RedemptionState): void => {
      redemption.state = state
      redemption.history.push({ state, at: new Date().toISOString() })
      if (state === 'applied') apply(redemption.effect, device)
      if (state === 'refused') redemption.reason = 'other-iccid'
      tell(`redemption:${redemption.id}`)
    }
    const timer = setInterval(() => {
      if (!device.online) return
      step(redemption.state === 'queued' ? 'sent' : end)
      if (redemption.state === end) clearInterval(timer)
    }, STEP_MS)
  }

  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const url = new URL(request.url ?? '/', 'http://mock')
    const [, noun, id = '', part = ''] = url.pathname.split('/')
    const body = await readBody(request)
    const device = world.devices.find((device) => device.id === id)
    const route = `${request.method} ${noun}${part ? `/${part}` : ''}`
    const answer = (status: number, value: unknown): void => {
      response.writeHead(status, { 'content-type': status < 400 ? 'application/json' : 'application/problem+json' })
      response.end(value === undefined ? undefined : JSON.stringify(value))
    }
    const refuse = (status: number, code: string): void => {
      const say = (part: string): string => problemText(request.headers['accept-language'] ?? 'en', code, part)
      const support = { phone: '+46 8 12 34 56', email: 'support@example.com' }
      const problem = { type: `urn:koppel:problem:${code}`, title: say('title'), detail: say('detail'), status, code }
      answer(status, { ...problem, retryable: status >= 500, ...(status === 401 ? {} : { support }) })
    }

    const signedIn = request.headers.cookie?.includes(COOKIE) || route === 'POST session'
    if (!signedIn) return refuse(401, 'not-signed-in')
    if (noun === 'session') {
      const end = request.method === 'DELETE' ? '; Max-Age=0' : ''
      response.setHeader('set-cookie', `${COOKIE}; Path=/; HttpOnly; SameSite=Strict${end}`)
    }
    if (route === 'DELETE session') return answer(204, undefined)
    if (noun === 'session') return answer(200, { token: 'mock', user: world.user })
    if (noun === 'simulator') return answer(200, simulate(world, part, body as SimulatorOrder))
    if (noun === 'events' || part === 'events') return stream(response, streams, world.redemptions, id)
    if (route === 'GET redemptions') {
      return answer(
        200,
        world.redemptions.find((redemption) => redemption.id === id),
      )
    }
    if (route === 'GET devices' && !id) return answer(200, { items: world.devices, next: null })
    if (!device) return refuse(404, 'not-found')
    if (route === 'GET devices') return answer(200, device)
    if (route === 'GET devices/track') return answer(200, { points: cannedTrack(device, Date.now()) })
    if (route === 'GET devices/series') {
      const [from, to] = ['from', 'to'].map((name) => Date.parse(url.searchParams.get(name) ?? ''))
      const field = url.searchParams.get('field') ?? ''
      return answer(200, { points: cannedSeries(device, field, from ?? 0, to ?? 0) })
    }
    if (route === 'GET devices/redemptions') {
      const own = world.redemptions.filter(({ deviceId }) => deviceId === id)
      return answer(200, { items: own.reverse(), next: null })
    }
    const first = String((body as { code?: string }).code)
      .charAt(0)
      .toUpperCase()
    const refusal = REFUSALS[first]
    if (refusal) return refuse(...refusal)
    const effect = effectOn(device)
    if (url.searchParams.has('dryRun')) {
      const { online, lastSeenAt, batteryPercent = 0 } = device
      const notices = body && /[a-z]/.test(JSON.stringify(body)) ? ['raised-to-capitals'] : []
      const after = afterOn(device)
      const countedFrom = device.sim?.validUntil
      const preview = { family: 'sim-activation', notices, device: { online, lastSeenAt, batteryPercent } }
      return answer(200, { ...preview, effect: { ...effect, after }, ...(countedFrom ? { countedFrom } : {}) })
    }
    const redemption: Redemption = {
      id: `r${world.redemptions.length + 1}`,
      state: 'queued',
      family: 'sim-activation',
      deviceId: id,
      effect,
      history: [{ state: 'queued', at: new Date().toISOString() }],
    }
    world.redemptions.push(redemption)
    climb(redemption, device, first === 'R' ? 'refused' : 'applied')
    answer(202, redemption)
  }
}

function effectOn({ sim }: Device): Effect {
  const { kind = 'tele2', iccid = '' } = sim ?? {}
  return kind === 'travel-sim'
    ? { type: 'sim-top-up', simKind: kind, iccid, amountMinor: 10_000, currency: 'SEK' }
    : { type: 'sim-extend', simKind: kind, iccid, period: 'P1Y' }
}

function afterOn({ sim }: Device) {
  if (sim?.balanceMinor !== undefined) return { balanceMinor: sim.balanceMinor + 10_000, currency: 'SEK' }
  const from = new Date(Math.max(Date.now(), Date.parse(sim?.validUntil ?? '')))
  from.setUTCFullYear(from.getUTCFullYear() + 1)
  return { validUntil: from.toISOString() }
}

function apply(effect: Effect, device: Device): void {
  const { balanceMinor, currency, validUntil } = device.sim ?? {}
  effect.before = validUntil ? { validUntil } : { balanceMinor: balanceMinor ?? 0, currency: currency ?? '' }
  effect.after = afterOn(device)
  if (device.sim) Object.assign(device.sim, effect.after, { reportedAt: new Date().toISOString() })
}

function simulate(world: Canned, imei: string, order: SimulatorOrder | null) {
  const collar = world.collars.find((collar) => collar.imei === imei)
  if (!collar) return { items: world.collars }
  if (order?.power) collar.power = order.power
  if (order?.coverage !== undefined) collar.coverage = order.coverage
  collar.connected = collar.power === 'on' && collar.coverage
  const device = world.devices.find((device) => device.imei === imei)
  if (device) device.online = collar.connected
  return collar
}

function stream(response: ServerResponse, all: Set<ServerResponse>, redemptions: Redemption[], id: string): void {
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' })
  response.write(': hello\n\n')
  const own = redemptions.find((redemption) => redemption.id === id)
  const sink = own
    ? Object.assign(Object.create(response), { write: () => response.write(`data: ${JSON.stringify(own)}\n\n`) })
    : response
  all.add(sink)
  response.on('close', () => all.delete(sink))
}

async function readBody(request: IncomingMessage): Promise<unknown> {
  let text = ''
  for await (const chunk of request) {
    text += chunk
    if (text.length > BODY_BYTES_MAX) return null
  }
  return text === '' ? null : JSON.parse(text)
}

/** The real texts, with examples for what the backend would fill in. */
function problemText(language: string, code: string, part: string): string {
  const file = join(import.meta.dirname, `../../texts/${language}.json`)
  const messages: Record<string, string> = JSON.parse(readFileSync(file, 'utf8'))
  const message = new IntlMessageFormat(messages[`problem.${code}.${part}`] ?? code, language)
  return String(message.format({ codeKind: 'Tele2', deviceKind: 'Travel SIM', position: 3, family: 'none' }))
}
