/** What can be wrong with a PDU. */
export const PDU_FAULTS = [
  'not-hex',
  'too-long',
  'truncated',
  'left-over',
  'wrong-type',
  'bad-address',
  'bad-header',
  'no-text',
] as const
export type PduFault = (typeof PDU_FAULTS)[number]

/** A PDU that cannot be read: `code` is stable. `no-text`: it is whole, but carries data for a program (8 bit, compressed) and not a text. */
export class PduError extends Error {
  readonly code: PduFault

  constructor(code: PduFault) {
    super(code)
    this.name = 'PduError'
    this.code = code
  }
}
