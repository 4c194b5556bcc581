import { afterAll, beforeAll } from 'vitest'
import { gatewayPath, type SmsGateway } from '../../../src/flows/sms/gateway.ts'
import type { SmsTransport } from '../../../src/flows/sms/transport.ts'
import { httpGateway } from '../../../src/sms/gateways/gateway.ts'
import { silent } from '../../../src/std/log.ts'
import { manualClock } from '../../../src/std/manual-clock.ts'
import { seededRandom } from '../../../src/std/random.ts'
import { type OpenDoor, openDoor } from '../../http/open-door.ts'
import { heldSink } from '../held-sink.ts'
import { transportContract } from '../transport-contract.ts'
import { CALLERS } from './callers.ts'
import { type Fate, fakeGateways } from './fake-gateways.ts'

const PUBLIC = 'https://koppel.example'
const FATES = {
  rejected: { kind: 'answer', status: 400, body: '{"code":21211}' },
  unavailable: { kind: 'answer', status: 429, headers: { 'retry-after': '0' }, body: '' },
  unclear: { kind: 'lost' },
} as const satisfies Record<string, Fate>

const clock = manualClock()
/** One door for all: whose turn it is stands behind it. */
let turn: SmsTransport & SmsGateway
let door: OpenDoor

beforeAll(async () => {
  const smsGateway: SmsGateway = {
    get name() {
      return turn.name
    },
    get contentType() {
      return turn.contentType
    },
    inbound: (request) => turn.inbound(request),
    report: (request) => turn.report(request),
  }
  door = await openDoor({ clock, smsGateway, config: { publicUrl: PUBLIC, support: { phone: null, email: null } } })
})
afterAll(() => door.close())

for (const caller of CALLERS) {
  transportContract(caller.profile.name, async () => {
    const far = await fakeGateways()
    const world = { clock, random: seededRandom(1), log: silent }
    const sink = heldSink()
    turn = httpGateway(caller.profile, { world, fetch: far.fetch, sink, publicUrl: PUBLIC })
    const call = async (hook: 'inbound' | 'reports', payload: string): Promise<number> => {
      const url = gatewayPath(caller.profile.name, hook)
      const headers = caller.headers(PUBLIC + url, payload, clock.now())
      return (await door.api.inject({ method: 'POST', url, headers, payload })).statusCode
    }
    return {
      transport: turn,
      sink,
      shown: async () => far.got.map(({ from, to, text }) => ({ from, to, text })),
      async next(fate) {
        far.fates.push(FATES[fate])
      },
      says: async (sms) => ((await call('inbound', caller.inbound(sms))) < 300 ? 'acknowledged' : 'refused'),
      async tells(providerId, state) {
        const status = await call('reports', caller.report(providerId, state))
        if (status >= 300) throw new Error(`the report was answered with ${status}`)
      },
      pass: () => clock.advance(60_000),
      close: () => far.close(),
    }
  })
}
