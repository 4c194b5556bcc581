import type { MemberFault } from '../std/members.ts'
import type { Envelope } from '../std/uplink.ts'

/** What a collar says, as it says it (docs/protocol/collar.md §3 and §4): its own clock, Unix seconds; nothing corrected yet. */

export const SIM_KINDS = ['travel-sim', 'tele2', 'telia-iot'] as const

/** The inserted SIM: either `balance` with `currency`, or `until`. */
export type WireSim = {
  /** 19 or 20 digits, check digit by Luhn. */
  iccid: string
  kind: (typeof SIM_KINDS)[number]
  /** Minor units of `currency`. */
  balance?: number
  /** ISO 4217. */
  currency?: string
  /** End of validity, milliseconds since 1970. */
  until?: number
}

/** The network that serves the collar (ITU-T E.212). `mnc`: two or three digits, which differ. */
export type WireNetwork = { mcc: number; mnc?: string }

export type WirePosition = { lat: number; lon: number }

/** The measured numbers of a sample and their ranges; `whole` ones are integers. Positions and the SIM have rules of their own. */
export const MEASURED = {
  acc: { min: 0, max: Number.MAX_VALUE, whole: false },
  alt: { min: -Number.MAX_VALUE, max: Number.MAX_VALUE, whole: false },
  spd: { min: 0, max: Number.MAX_VALUE, whole: false },
  crs: { min: 0, max: 360, whole: false },
  bat: { min: 0, max: 100, whole: false },
  rssi: { min: -150, max: 0, whole: false },
  bytes: { min: 0, max: Number.MAX_SAFE_INTEGER, whole: true },
} as const
export type Measured = keyof typeof MEASURED

/** One sample: when, and whatever was measured then. */
export type WireSample = { t: number; sim?: WireSim } & Partial<WireNetwork> &
  Partial<WirePosition> &
  Partial<Record<Measured, number>>

/** A sample of an otherwise good report that cannot be used: its place in `samples`, and why. */
export type SetAside = { index: number; fault: MemberFault }

export type WireReport = Envelope & {
  /** At least one, unless every one was set aside. In the order sent. */
  samples: WireSample[]
  setAside: SetAside[]
}

export const COMMAND_REJECTIONS = ['bad-signature', 'other-device', 'malformed', 'unknown-type'] as const

export type WireEvent = Envelope & { t: number } & (
    | { event: 'boot'; sim?: WireSim; firmware?: string }
    /** A call for help counts even if its position makes no sense: then `positionFault` tells why there is none. */
    | ({ event: 'sos'; positionFault?: MemberFault } & Partial<WirePosition>)
    | { event: 'sim-changed'; sim: WireSim }
    | { event: 'coverage' }
    | { event: 'command-rejected'; reason: (typeof COMMAND_REJECTIONS)[number] }
  )
export type EventName = WireEvent['event']
