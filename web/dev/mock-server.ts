import type { ServerResponse } from 'node:http'
import type { Plugin } from 'vite'
import type { Device, SimulatorOrder } from '../src/api-types.ts'
import { type Canned, cannedSeries, cannedTrack, cannedWorld } from './canned.ts'
import { type Exchange, readExchange } from './mock-exchange.ts'
import { climb, mockPreview, mockRedemption, step } from './mock-redemptions.ts'

const COOKIE = 'mock=1'

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
      const world: Mock = { ...cannedWorld(Date.now()), streams: new Set() }
      server.middlewares.use('/api/v1', (request, response) => {
        readExchange(request, response).then(
          (exchange) => respond(world, exchange),
          () => response.destroy(),
        )
      })
    },
  }
}

type Mock = Canned & { streams: Set<{ response: ServerResponse; redemptionId: string }> }

function respond(world: Mock, exchange: Exchange): ServerResponse {
  const { route, id, part, answer, refuse, response } = exchange
  if (!exchange.cookie.includes(COOKIE) && route !== 'POST session') return refuse(401, 'not-signed-in')
  const redemption = world.redemptions.find((redemption) => redemption.id === id)
  const device = world.devices.find((device) => device.id === id)
  switch (route) {
    case 'POST session':
      response.setHeader('set-cookie', `${COOKIE}; Path=/; HttpOnly; SameSite=Strict`)
      return answer(201, { token: 'mock', user: world.user })
    case 'DELETE session':
      response.setHeader('set-cookie', `${COOKIE}; Path=/; HttpOnly; SameSite=Strict; Max-Age=0`)
      return answer(204)
    case 'GET session':
      return answer(200, { user: world.user })
    case 'GET simulator':
      return answer(200, { items: world.collars })
    case `POST simulator/${part}`:
      return simulate(world, exchange)
    case 'GET events':
    case 'GET redemptions/events':
      return stream(world, exchange)
    case 'GET redemptions':
      return redemption ? answer(200, redemption) : refuse(404, 'not-found')
    case 'POST redemptions/cancellation':
      if (redemption?.state !== 'queued') return refuse(409, 'not-cancellable')
      step(redemption, 'cancelled')
      return answer(200, redemption)
    case 'GET devices':
      if (id === '') return answer(200, { items: world.devices, next: null })
  }
  return device ? respondOnDevice(world, exchange, device) : refuse(404, 'not-found')
}

function respondOnDevice(world: Mock, exchange: Exchange, device: Device): ServerResponse {
  const { route, query, answer, refuse } = exchange
  switch (route) {
    case 'GET devices':
      return answer(200, device)
    case 'GET devices/track':
      return answer(200, { points: cannedTrack(device, Date.now()) })
    case 'GET devices/series': {
      const [from_ms = 0, to_ms = 0] = ['from', 'to'].map((name) => Date.parse(query.get(name) ?? ''))
      return answer(200, { points: cannedSeries(device, query.get('field') ?? '', from_ms, to_ms) })
    }
    case 'GET devices/redemptions': {
      const own = world.redemptions.filter(({ deviceId }) => deviceId === device.id)
      return answer(200, { items: own.reverse(), next: null })
    }
    case 'POST devices/redemptions': {
      const code = String(exchange.body.code)
      const first = code.charAt(0).toUpperCase()
      const refusal = REFUSALS[first]
      if (refusal) return refuse(...refusal)
      if (query.has('dryRun')) return answer(200, mockPreview(device, code))
      const redemption = mockRedemption(`r${world.redemptions.length + 1}`, device)
      world.redemptions.push(redemption)
      climb(redemption, device, first === 'R' ? 'refused' : 'applied', () => tell(world, redemption.id))
      return answer(202, redemption)
    }
  }
  return refuse(404, 'not-found')
}

function stream(world: Mock, { id, response }: Exchange): ServerResponse {
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' })
  response.write(':\n\n')
  const reader = { response, redemptionId: id }
  world.streams.add(reader)
  return response.on('close', () => world.streams.delete(reader))
}

/** Those who follow the redemption get it whole, those who follow the account its topic. */
function tell(world: Mock, id: string): void {
  const redemption = world.redemptions.find((redemption) => redemption.id === id)
  for (const { response, redemptionId } of world.streams) {
    const data = redemptionId === id ? redemption : redemptionId === '' ? { topic: `redemption:${id}` } : null
    if (data) response.write(`data: ${JSON.stringify(data)}\n\n`)
  }
}

function simulate(world: Mock, { part: imei, body, answer, refuse }: Exchange): ServerResponse {
  const order = body as SimulatorOrder
  const collar = world.collars.find((collar) => collar.imei === imei)
  const device = world.devices.find((device) => device.imei === imei)
  if (!collar || !device) return refuse(404, 'not-found')
  if (order.power) collar.power = order.power
  if (order.coverage !== undefined) collar.coverage = order.coverage
  collar.connected = collar.power === 'on' && collar.coverage
  device.online = collar.connected
  return answer(200, collar)
}
