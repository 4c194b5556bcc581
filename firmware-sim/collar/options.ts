import type { Encoding } from '../codec.ts'

/** The network that serves a collar. */
export type Network = { mcc: number; mnc: string }

export type CollarOptions = {
  encoding: Encoding
  /** Several samples go by columns, as differences (collar protocol §3). */
  packed: boolean
  /** Between two samples, each of which is reported at once when it can be. */
  reportEvery_ms: number
  /** Samples in a report, while connected: fewer wait for the next. */
  batch: number
  /** Samples kept while they cannot be reported; then the oldest goes. */
  samples_max: number
  /** 30 to 1,200 (collar protocol §1). */
  keepAlive_s: number
  /** Without a PUBACK for this long the connection is given up. */
  puback_timeout_ms: number
  /** The network at home (ITU-T E.212): a mobile country code and a network code of two or three digits. */
  network: Network
  /** Chance losses of coverage: how far apart and how long on average. None when absent. */
  gaps?: { every_ms: number; length_ms: number }
}

export const COLLAR_DEFAULTS: CollarOptions = {
  encoding: 'json',
  packed: false,
  reportEvery_ms: 5_000,
  batch: 1,
  samples_max: 500,
  keepAlive_s: 300,
  puback_timeout_ms: 60_000,
  network: { mcc: 240, mnc: '08' },
}

/** When an armed power cut strikes: just before an effect command is in non-volatile memory, or just after. */
export type CutMoment = 'before-persist' | 'after-persist'
