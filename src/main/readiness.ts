import type { Broker } from '../../broker/types.ts'
import type { SmsTransport } from '../flows/sms/transport.ts'
import type { Ledger } from '../flows/tables.ts'
import type { PartState } from '../http/parts.ts'
import type { Inbox } from '../inbox/inbox.ts'
import type { World } from '../std/world.ts'
import { TelemetryAway } from '../telemetry/away.ts'
import type { Running } from './wiring.ts'

/** A report that has waited this long for telemetry means that telemetry is not keeping up. */
const INBOX_AGE_MS_MAX = 60_000
/** A part that hangs shall not hold up what asks: a health check or Prometheus, which give up after 5 and 10 s. */
const ANSWER_MS_MAX = 3_000

/** The parts that are asked. */
export type Parts = {
  ledger: Ledger
  inbox: Inbox
  running: Running
  broker: Broker
  /** Of the broker. */
  connections_max: number
  world: World
  /** Null: messages are shown and not sent. */
  sms: Pick<SmsTransport, 'name' | 'state'> | null
  /** Telemetry is a server of its own: while it is away reports wait in the inbox, and everything else serves. */
  telemetryApart: boolean
}

/** Each part's state. The way to the telephone network is told and not needed: without it everything else serves, and messages wait. */
export async function readiness(parts: Parts): Promise<Record<string, PartState>> {
  const { ledger, inbox, running, broker, connections_max, world, sms, telemetryApart } = parts
  const needed = telemetryApart ? { needed: false } : {}
  const state = async (ask: () => Promise<string | null>): Promise<PartState> => {
    const { promise: late, resolve } = Promise.withResolvers<string>()
    const end = world.clock.after(ANSWER_MS_MAX, () => resolve(`no answer within ${ANSWER_MS_MAX / 1_000} s`))
    const why = await Promise.race([ask().catch(whyOf), late])
    end()
    return why === null ? { ready: true } : { ready: false, why }
  }
  const oldest = inbox.backlog().oldestReceivedAt
  const late = oldest !== null && world.clock.now() - oldest > INBOX_AGE_MS_MAX
  const full = broker.connections >= connections_max
  return {
    broker: full ? { ready: false, why: 'every connection is taken' } : { ready: true },
    ledger: await state(async () => {
      await ledger.reads.selectFrom('keys').select('id').limit(1).execute()
      return null
    }),
    telemetry: {
      ...(await state(async () => {
        await running.house.telemetry.last('readiness')
        return null
      })),
      ...needed,
    },
    inbox: { ...(late ? { ready: false, why: 'reports wait for telemetry' } : { ready: true }), ...needed },
    ingest: running.ingesting() ? { ready: true } : { ready: false, why: 'ingest has ended' },
    ...(sms && { sms: smsState(sms) }),
  }
}

function whyOf(error: unknown): string {
  return error instanceof TelemetryAway && error.cause instanceof Error ? error.cause.message : String(error)
}

function smsState(sms: Pick<SmsTransport, 'name' | 'state'>): PartState {
  const { ready, why } = sms.state()
  return ready ? { ready, needed: false } : { ready, needed: false, why: `${sms.name}: ${why ?? 'not ready'}` }
}
