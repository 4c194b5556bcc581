import type { Config } from '../config.ts'
import type { SmsGateway } from '../flows/sms/gateway.ts'
import type { SenderLimits } from '../flows/sms/sender.ts'
import type { SmsSink, SmsTransport } from '../flows/sms/transport.ts'
import { elks } from '../sms/gateways/elks.ts'
import type { Fetch } from '../sms/gateways/fetch.ts'
import { httpGateway } from '../sms/gateways/gateway.ts'
import { sinch } from '../sms/gateways/sinch.ts'
import { twilio } from '../sms/gateways/twilio.ts'
import { smppTransport } from '../sms/smpp/transport.ts'
import { socketWire } from '../sms/smpp/wire.ts'
import type { World } from '../std/world.ts'
import type { DataDir } from './data-dir.ts'
import { openModem } from './modem.ts'

/** A way to the telephone network: what sends, what a gateway calls where it is one, and the number that is our own. */
export type SmsWay = { transport: SmsTransport; gateway: SmsGateway | null; from: string | null; limits: SenderLimits }

/** What a way works with. `publicUrl`: null where no gateway can reach us. */
export type SmsWayParts = {
  world: World
  sink: SmsSink
  publicUrl: string | null
  fetch: Fetch
  /** Where a modem's PIN is kept account of, and what keys that. */
  dir: DataDir
  secret: Uint8Array
}

/** A modem sends one message after the other, each in some seconds, and networks look askance at a SIM that does so without pause. */
const MODEM_LIMITS: SenderLimits = { inFlight_max: 1, perMinute_max: 20 }
const ONLINE_LIMITS: SenderLimits = { inFlight_max: 10, perMinute_max: 600 }

/** Opens the way that is configured; null = the console, where messages are only shown. */
export function openSmsWay(config: Config['sms'], parts: SmsWayParts): SmsWay | null {
  const { world, sink } = parts
  const within = (limits: SenderLimits): SenderLimits => ({
    ...limits,
    perMinute_max: config.perMinute ?? limits.perMinute_max,
  })
  const limits = within(ONLINE_LIMITS)
  if (config.transport === 'modem' && config.modem) {
    const transport = openModem(config.modem, parts)
    return { transport, gateway: null, from: config.modem.number, limits: within(MODEM_LIMITS) }
  }
  const overHttp = (gateway: SmsTransport & SmsGateway, from: string): SmsWay => ({
    transport: gateway,
    gateway,
    from,
    limits,
  })
  if (config.transport === '46elks' && config['46elks'])
    return overHttp(httpGateway(elks(config['46elks']), parts), config['46elks'].from)
  if (config.transport === 'twilio' && config.twilio)
    return overHttp(httpGateway(twilio(config.twilio), parts), config.twilio.from)
  if (config.transport === 'sinch' && config.sinch)
    return overHttp(httpGateway(sinch(config.sinch), parts), config.sinch.from)
  if (config.transport === 'smpp' && config.smpp) {
    const transport = smppTransport({ world, sink, account: config.smpp, open: socketWire(config.smpp) })
    return { transport, gateway: null, from: config.smpp.from, limits }
  }
  return null
}
