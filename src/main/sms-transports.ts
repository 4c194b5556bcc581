import type { Config } from '../config.ts'
import type { SmsGateway } from '../flows/sms/gateway.ts'
import type { SmsSink, SmsTransport } from '../flows/sms/transport.ts'
import { elks } from '../sms/gateways/elks.ts'
import type { Fetch } from '../sms/gateways/fetch.ts'
import { httpGateway } from '../sms/gateways/gateway.ts'
import { sinch } from '../sms/gateways/sinch.ts'
import { twilio } from '../sms/gateways/twilio.ts'
import { smppTransport } from '../sms/smpp/transport.ts'
import { socketWire } from '../sms/smpp/wire.ts'
import type { World } from '../std/world.ts'

/** A way to the telephone network: what sends, what a gateway calls where it is one, and the number that is our own. */
export type SmsWay = { transport: SmsTransport; gateway: SmsGateway | null; from: string }

/** What a way works with. `publicUrl`: null where no gateway can reach us. */
export type SmsWayParts = { world: World; sink: SmsSink; publicUrl: string | null; fetch: Fetch }

/** Opens the way that is configured; null = the console, where messages are only shown. */
export function openSmsWay(config: Config['sms'], { world, sink, publicUrl, fetch }: SmsWayParts): SmsWay | null {
  const parts = { world, sink, publicUrl, fetch }
  const overHttp = (gateway: SmsTransport & SmsGateway, from: string): SmsWay => ({ transport: gateway, gateway, from })
  if (config.transport === '46elks' && config['46elks'])
    return overHttp(httpGateway(elks(config['46elks']), parts), config['46elks'].from)
  if (config.transport === 'twilio' && config.twilio)
    return overHttp(httpGateway(twilio(config.twilio), parts), config.twilio.from)
  if (config.transport === 'sinch' && config.sinch)
    return overHttp(httpGateway(sinch(config.sinch), parts), config.sinch.from)
  if (config.transport === 'smpp' && config.smpp) {
    const transport = smppTransport({ world, sink, account: config.smpp, open: socketWire(config.smpp) })
    return { transport, gateway: null, from: config.smpp.from }
  }
  return null
}
