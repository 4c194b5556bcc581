import { TEXT_CHARACTERS_MAX } from '../flows/sms/outbox.ts'
import { type SmsTransport, SmsTransportError } from '../flows/sms/transport.ts'
import { isE164 } from './e164.ts'

/**
 * Takes every message and sends none: it can be read on the console's page of messages. What holds while no way to the phone network is configured. What no way would take it
 * refuses too, so that a trial shows it.
 */
export function consoleTransport(): SmsTransport {
  let closed = false
  return {
    name: 'console',
    async send({ id, to, text }) {
      if (closed) throw new SmsTransportError('unavailable', 'closed')
      if (!isE164(to)) throw new SmsTransportError('rejected', 'not a number in the form of E.164')
      if (text === '' || text.length > TEXT_CHARACTERS_MAX)
        throw new SmsTransportError('rejected', 'no text for an SMS')
      return { providerIds: [id] }
    },
    state: () => (closed ? { ready: false, why: 'closed' } : { ready: true }),
    async close() {
      closed = true
    },
  }
}
