import { SerialPortStream } from '@serialport/stream'
import type { Clock } from '../../std/clock.ts'
import type { OpenSerialLine, SerialLine } from '../../std/serial-line.ts'
import type { Binding } from './binding.ts'
import { openFault, PortError } from './errors.ts'
import { findPort } from './find.ts'
import { OPEN_MS_MAX, RECEIVED_BYTES_MAX } from './limits.ts'
import { lineOn } from './line.ts'
import type { PortName } from './name.ts'

/** What a dongle wants (docs/protocol/dongle.md §2), and a GSM modem takes; a USB device ignores it. */
const BAUD = 115_200

/** Opens the port of this name, wherever it is at that time. */
export function portOpener(binding: Binding, name: PortName, clock: Clock): OpenSerialLine {
  return () => openPort(binding, name, clock)
}

/**
 * Opens a port for this program alone: 115,200 baud, 8 data bits, no parity, 1 stop bit, no flow control, DTR and RTS on.
 * @throws PortError
 */
export async function openPort(binding: Binding, name: PortName, clock: Clock): Promise<SerialLine> {
  const path = await findPort(binding, name)
  const stream = new SerialPortStream({
    binding,
    path,
    baudRate: BAUD,
    lock: true,
    autoOpen: false,
    highWaterMark: RECEIVED_BYTES_MAX,
  })
  await opened(stream, path, clock)
  const { port } = stream
  if (!port) throw new Error('an open stream has a port')
  const line = lineOn(stream, port, clock)
  // A pseudoterminal has no such signals.
  await new Promise<void>((resolve) => stream.set({ dtr: true, rts: true }, () => resolve()))
  return line
}

function opened(stream: SerialPortStream, path: string, clock: Clock): Promise<void> {
  return new Promise((resolve, reject) => {
    let late = false
    const cancel = clock.after(OPEN_MS_MAX, () => {
      late = true
      reject(new PortError('port-stuck', `${path} was not opened within ${OPEN_MS_MAX} ms`))
    })
    stream.open((error) => {
      cancel()
      if (error) reject(openFault(path, error))
      // Nobody waits any more: an open port that nobody knows of would hold it for ever.
      else if (late) stream.port?.close().catch(() => {})
      else resolve()
    })
  })
}
