import type { SmsTransport } from '../flows/sms/transport.ts'

/** Takes every message and sends none: it can be read on the console's page of messages. What holds while no way to the phone network is configured. */
export function consoleTransport(): SmsTransport {
  return {
    name: 'console',
    send: async ({ id }) => ({ providerIds: [id] }),
    state: () => ({ ready: true }),
    close: async () => {},
  }
}
