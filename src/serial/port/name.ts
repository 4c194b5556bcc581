import type { PortInfo } from './binding.ts'

/**
 * What a person calls a serial port. A path is opened as it stands: one of `/dev/serial/by-id/` survives that the device is pulled and plugged in again, `/dev/ttyUSB0` need
 * not. A USB identity is looked for at each open. Hexadecimal in small letters.
 */
export type PortName =
  | { kind: 'path'; path: string }
  | { kind: 'usb'; vendorId: string; productId: string; serialNumber?: string }

const USB = /^usb:([0-9a-f]{4}):([0-9a-f]{4})(?::([ -~]{1,126}))?$/i
const PATH_CHARACTERS_MAX = 4_096

/** Reads `usb:1a86:7523`, `usb:1a86:7523:SERIAL` or a path; null where it is neither. */
export function readPortName(text: string): PortName | null {
  const usb = USB.exec(text)
  if (usb) {
    const [, vendorId = '', productId = '', serialNumber] = usb
    const ids = { kind: 'usb', vendorId: vendorId.toLowerCase(), productId: productId.toLowerCase() } as const
    return serialNumber === undefined ? ids : { ...ids, serialNumber }
  }
  if (/^usb:/i.test(text) || text === '' || text.length > PATH_CHARACTERS_MAX || /\p{Cc}/u.test(text)) return null
  return { kind: 'path', path: text }
}

/** The name as a person writes it. */
export function portNameText(name: PortName): string {
  if (name.kind === 'path') return name.path
  const { vendorId, productId, serialNumber } = name
  return ['usb', vendorId, productId, ...(serialNumber === undefined ? [] : [serialNumber])].join(':')
}

/** The name under which this port is found again wherever it is plugged in; null for one that is on no USB. */
export function steadyName({ vendorId, productId, serialNumber }: PortInfo): string | null {
  if (!vendorId || !productId) return null
  const name = readPortName(['usb', vendorId, productId, ...(serialNumber ? [serialNumber] : [])].join(':'))
  return name && portNameText(name)
}
