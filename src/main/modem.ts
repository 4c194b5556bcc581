import type { SmsConfig } from '../config/sms-config.ts'
import type { SmsSink, SmsTransport } from '../flows/sms/transport.ts'
import { systemBinding } from '../serial/port/binding.ts'
import { readPortName } from '../serial/port/name.ts'
import { openPort } from '../serial/port/open.ts'
import { modemTransport } from '../sms/modem/modem.ts'
import type { PinBook, PinRecord } from '../sms/modem/pin.ts'
import { hmacSha256 } from '../std/hmac.ts'
import type { World } from '../std/world.ts'
import type { DataDir } from './data-dir.ts'

const BOOK = 'sim-pin.json'

/** The GSM modem that is configured. Its port is opened in the background: a modem that is not there is no reason not to start. */
export function openModem(
  config: NonNullable<SmsConfig['modem']>,
  { world, sink, dir, secret }: { world: World; sink: SmsSink; dir: DataDir; secret: Uint8Array },
): SmsTransport {
  const name = readPortName(config.port)
  if (!name) throw new Error('a port that was configured is a port')
  return modemTransport({
    ...{ world, sink, pin: config.pin, number: config.number },
    open: async () => openPort(await systemBinding(), name, world.clock),
    book: pinBook(dir, secret),
  })
}

/** What was tried with the SIM's PIN, in the data directory: three wrong tries lock a SIM, and a house that starts again and again must not be what makes them. */
export function pinBook(dir: DataDir, secret: Uint8Array): PinBook {
  return {
    print: (pin) => hmacSha256(secret).update('koppel/v1/sim-pin\0').update(pin).digest('base64url'),
    read() {
      const text = dir.read(BOOK)
      if (text === null) return null
      try {
        const { print, outcome } = JSON.parse(text) as Partial<PinRecord>
        if (typeof print === 'string' && (outcome === 'refused' || outcome === 'unknown')) return { print, outcome }
      } catch {}
      throw new Error(`${BOOK} in the data directory is damaged: unlock the SIM by hand, then remove that file`)
    },
    write(record) {
      if (record === null) dir.remove(BOOK)
      else dir.write(BOOK, `${JSON.stringify(record)}\n`, 0o600)
    },
  }
}
