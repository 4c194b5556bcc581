/** The first byte of every answer (docs/protocol/dongle.md §3). */
export const STATUS = {
  ok: 0x00,
  'unknown-command': 0x01,
  malformed: 0x02,
  'not-greeted': 0x03,
  'locked-out': 0x04,
  'memory-fault': 0x05,
  version: 0x06,
  'wrong-code': 0x10,
  'no-user-information': 0x11,
  'old-counter': 0x12,
} as const

export type StatusName = keyof typeof STATUS

const NAMES = new Map(Object.entries(STATUS).map(([name, byte]) => [byte as number, name as StatusName]))

/** The name of a status byte; null for one that protocol version 1 does not know. */
export function statusName(byte: number): StatusName | null {
  return NAMES.get(byte) ?? null
}
