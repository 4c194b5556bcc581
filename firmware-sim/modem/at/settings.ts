/** What commands set and AT&F sets back. Names are those of the commands. */
export type Settings = {
  echo: boolean
  verbose: boolean
  quiet: boolean
  cmee: number
  creg: number
  cgreg: number
  cmgf: number
  csms: number
  cscs: 'GSM' | 'IRA' | 'UCS2'
  csdh: number
  copsFormat: number
  /** <mem1> reads and deletes, <mem2> writes and sends, <mem3> receives (3GPP TS 27.005 §3.2.2). */
  cpms: [Memory, Memory, Memory]
  cnmi: { mode: number; mt: number; bm: number; ds: number; bfr: number }
  /** <fo>, <vp>, <pid>, <dcs> of messages sent in text mode (§3.3.2). */
  csmp: { fo: number; vp: number; pid: number; dcs: number }
}

export type Memory = 'SM' | 'ME'

/** What it wakes up with. */
export const factorySettings = (): Settings => ({
  echo: true,
  verbose: true,
  quiet: false,
  cmee: 0,
  creg: 0,
  cgreg: 0,
  cmgf: 0,
  csms: 0,
  cscs: 'IRA',
  csdh: 0,
  copsFormat: 0,
  cpms: ['SM', 'SM', 'SM'],
  cnmi: { mode: 0, mt: 0, bm: 0, ds: 0, bfr: 0 },
  // SMS-SUBMIT with a relative validity of a day.
  csmp: { fo: 17, vp: 167, pid: 0, dcs: 0 },
})
