import type { TypedSerial } from './owning-api.ts'

/** Which member of a request takes what somebody typed: a Carat-ID or a whole licence number is a dongle's, all else is meant as an IMEI. */
export function typedSerial(typed: string): TypedSerial {
  const bare = typed.replace(/[\s-]/g, '')
  return /^([0-9a-f]{8}|[0-9a-f]{16})$/i.test(bare) ? { caratId: bare } : { imei: typed }
}
