import { type GatewayAnswer, type GatewayRequest, gatewayPath, type SmsGateway } from '../../flows/sms/gateway.ts'
import { type OutgoingSms, type SmsSink, type SmsTransport, SmsTransportError } from '../../flows/sms/transport.ts'
import type { World } from '../../std/world.ts'
import { isE164 } from '../e164.ts'
import { callGateway } from './call.ts'
import type { Fetch } from './fetch.ts'
import { GATEWAY_LIMITS } from './limits.ts'
import { type GatewayProfile, MalformedWebhook } from './profile.ts'

/** What a gateway works with. */
export type GatewayParts = {
  world: World
  fetch: Fetch
  sink: SmsSink
  /** Scheme, host and port under which the gateway reaches us; null = it is asked for no delivery reports. */
  publicUrl: string | null
}

/** An SMS transport over a gateway's HTTP interface: we call it with what goes out, it calls us with what comes in. */
export function httpGateway(profile: GatewayProfile, parts: GatewayParts): SmsTransport & SmsGateway {
  const { clock } = parts.world
  const reportUrl = parts.publicUrl === null ? null : parts.publicUrl + gatewayPath(profile.name, 'reports')
  const calls = new Set<Promise<unknown>>()
  let closed = false
  let trouble: string | null = null
  /** By the monotonic clock. */
  let pausedUntil_ms = Number.NEGATIVE_INFINITY

  async function send(sms: OutgoingSms): Promise<{ providerIds: string[] }> {
    const outcome = await callGateway(profile, profile.call(sms, reportUrl), { clock, fetch: parts.fetch })
    if (outcome.kind === 'taken') {
      trouble = null
      return { providerIds: [outcome.id] }
    }
    if (outcome.ours) trouble = outcome.error.message
    if (outcome.pause_ms !== null) pausedUntil_ms = Math.max(pausedUntil_ms, clock.monotonic() + outcome.pause_ms)
    throw outcome.error
  }

  /** Why nothing may be sent now. */
  function obstacle(): string | null {
    if (closed) return 'is closed'
    if (clock.monotonic() < pausedUntil_ms) return 'asked to be called later'
    return calls.size >= GATEWAY_LIMITS.calls_max ? 'has enough calls under way' : null
  }

  return {
    name: profile.name,
    contentType: profile.contentType,
    async send(sms) {
      if (!isE164(sms.to)) throw new SmsTransportError('rejected', 'not a number in the form of E.164')
      if (sms.text === '' || sms.text.length > profile.textCharacters_max)
        throw new SmsTransportError('rejected', `${profile.name} takes 1 to ${profile.textCharacters_max} characters`)
      const why = obstacle()
      if (why !== null) throw new SmsTransportError('unavailable', `${profile.name} ${why}`)
      const call = send(sms)
      calls.add(call)
      return call.finally(() => calls.delete(call))
    },
    state() {
      const why = closed ? `${profile.name} is closed` : trouble
      return why === null ? { ready: true } : { ready: false, why }
    },
    async close() {
      closed = true
      await Promise.allSettled([...calls])
    },
    inbound: (request) =>
      received(profile, parts, request, async () => {
        const told = profile.inbound(request.body)
        await parts.sink.inbound({ transport: profile.name, ...told })
      }),
    report: (request) =>
      received(profile, parts, request, async () => {
        const told = profile.report(request.body)
        if (told) await parts.sink.report({ transport: profile.name, ...told, at: told.at ?? clock.now() })
      }),
  }
}

/** First the proof, over the bytes as they came; then what they say; thanks only when that is kept. */
async function received(
  profile: GatewayProfile,
  { world }: GatewayParts,
  request: GatewayRequest,
  keep: () => Promise<void>,
): Promise<GatewayAnswer> {
  if (!profile.proves(request, world.clock.now())) return { kind: 'unproven', challenge: profile.challenge }
  try {
    await keep()
  } catch (error) {
    if (error instanceof MalformedWebhook) return { kind: 'malformed', field: error.field }
    throw error
  }
  return { kind: 'taken', ...profile.thanks }
}
