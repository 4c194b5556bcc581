/** The commands of a dongle but HELLO, which belongs to the link (docs/protocol/dongle.md §4). */
export const COMMAND = {
  identity: 0x02,
  'user-information': 0x03,
  licences: 0x04,
  status: 0x05,
  'self-test': 0x06,
  unlock: 0x10,
  execute: 0x11,
} as const

export type CommandName = keyof typeof COMMAND
