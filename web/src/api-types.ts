// Made from /openapi.json by src/http/openapi/typescript.ts: `npx vitest run test/http/openapi.test.ts -u` writes it anew.

export type Batch = {
  batchId: string
  /** In clear, this once */
  codes: string[]
}

export type BatchBody = {
  family: 'sim-activation'
  product: SimProduct
  count: number
  anchor?: 'redemption' | 'purchase'
  /** ISO 8601, UTC */
  purchasedAt?: string
  channel?: string
  soldTo?: string
}

export type CurrentSession = {
  user: User
}

export type Device = {
  id: string
  kind: 'collar' | 'dongle'
  imei?: string
  caratId?: string
  name: string
  online: boolean
  lastSeenAt: string | null
  sim?: Sim
  batteryPercent?: number
  signalDbm?: number
  position?: Position
}

export type DeviceList = {
  items: Device[]
  next: string | null
}

export type Effect = {
  type: 'sim-extend' | 'sim-top-up'
  simKind: SimKind
  iccid: string
  /** sim-extend: ISO 8601 period */
  period?: string
  /** sim-top-up */
  amountMinor?: number
  currency?: string
  /** sim-extend: the end that was sent to the device; fixed when first sent */
  until?: string
  before?: SimState
  after?: SimState
}

export type Health = {
  status: 'ok'
  version: string
}

export type Identified = {
  candidates: {
    family: string
    /** May it be thrown away? `until-applied`: once its effect is applied */
    keep: 'always' | 'until-applied' | 'no'
    /** Stable names of what is wrong with its shape; empty when it fits */
    problems: string[]
    notices: string[]
    /** What to do next, in the language of Accept-Language */
    next: string
    /** Signed in: what became of it, if it is yours */
    own?: {
      state: RedemptionState
      redemptionId: string
      /** ISO 8601, UTC */
      at: string
    }
  }[]
}

export type IdentifyBody = {
  /** As pasted; the first 2,000 characters count */
  text: string
}

export type OpenAccountBody = {
  kind: 'customer' | 'reseller' | 'office'
  name: string
  /** ISO 3166-1 alpha-2 */
  country: string
  user: {
    email: string
    name: string
    language: string
    level: 'owner' | 'reseller' | 'admin' | 'support'
    password: string
  }
}

export type OpenedAccount = {
  accountId: string
  userId: string
}

export type PartState = {
  ready: boolean
  why?: string
}

export type Points = {
  points: [string, number][]
}

export type Position = {
  /** ISO 8601, UTC */
  at: string
  lat: number
  lon: number
  accuracyM?: number
}

/** What would happen; the code is not touched */
export type Preview = {
  family: string
  effect: Effect
  /** ISO 8601, UTC */
  countedFrom?: string
  notices: string[]
  device: {
    online: boolean
    lastSeenAt: string | null
    batteryPercent?: number
  }
}

export type ProblemDetails = {
  type: string
  title: string
  status: number
  /** What it means and what to do, in the language of Accept-Language */
  detail: string
  /** Stable name */
  code: string
  retryable: boolean
  /** When trying again can succeed, where known */
  retryAt?: string
  errors?: {
    path: string
    message: string
  }[]
  support?: {
    phone?: string
    email?: string
  }
}

export type PublishedKeys = {
  keys: {
    id: string
    purpose: 'receipt-signing' | 'command-signing'
    alg: 'Ed25519'
    publicKey: string
    /** SHA-256 of the raw key, hexadecimal */
    fingerprint: string
  }[]
}

export type Readiness = {
  ready: boolean
  parts: Record<string, PartState>
}

/** Proof of a redemption that was applied; `koppel receipt verify` checks it offline */
export type Receipt = {
  form: 'koppel-receipt/1'
  key: string
  /** Raw Ed25519 public key, base64url */
  publicKey: string
  /** SHA-256 of the body, base64url: names the receipt */
  digest: string
  /** The statement, as JSON text */
  body: string
  /** Ed25519 over the label koppel/v1/receipt, a zero byte and the body */
  sig: string
}

export type RedeemBody = {
  /** As typed; spaces and dashes do not count */
  code: string
}

export type RedeemOnAccountBody = {
  code: string
  /** Needed by a user of several accounts */
  accountId?: string
}

export type Redemption = {
  id: string
  state: RedemptionState
  family: string
  deviceId?: string
  effect: Effect
  /** refused: the device gave this reason; the code is unused again */
  reason?: string
  history: {
    state: RedemptionState
    /** ISO 8601, UTC */
    at: string
  }[]
  /** At acceptance: how the code was corrected, as stable names */
  notices?: string[]
}

export type RedemptionList = {
  items: Redemption[]
  next: string | null
}

export type RedemptionState = 'queued' | 'sent' | 'applied' | 'refused' | 'cancelled' | 'expired'

export type Session = {
  token: string
  user: User
}

export type SignIn = {
  email: string
  password: string
}

/** As the device last reported it */
export type Sim = {
  kind: SimKind
  iccid: string
  balanceMinor?: number
  currency?: string
  /** ISO 8601, UTC */
  validUntil?: string
  /** ISO 8601, UTC */
  reportedAt?: string
}

export type SimExtension = {
  type: 'sim-extend'
  simKind: 'tele2' | 'telia-iot'
  /** ISO 8601 calendar period, e.g. P1Y */
  period: string
}

export type SimKind = 'travel-sim' | 'tele2' | 'telia-iot'

export type SimProduct = SimTopUp | SimExtension

export type SimState = {
  balanceMinor?: number
  currency?: string
  /** ISO 8601, UTC */
  validUntil?: string
}

export type SimTopUp = {
  type: 'sim-top-up'
  simKind: 'travel-sim'
  amountMinor: number
  currency: string
}

export type SimulatedCollar = {
  imei: string
  power: 'on' | 'off'
  coverage: boolean
  connected: boolean
  iccid: string
}

export type SimulatedCollarList = {
  items: SimulatedCollar[]
}

export type SimulatorOrder = {
  power?: 'on' | 'off'
  coverage?: boolean
  /** Put another SIM of the same kind in, or the first one back */
  sim?: 'swap' | 'restore'
  /** Lose power at the next effect command, before or after it is in non-volatile memory; starts again by itself 3 s later */
  powerCut?: 'before-persist' | 'after-persist'
}

export type StockAnswer = {
  items: {
    imei: string
    outcome: 'registered' | 'already-registered' | 'invalid'
    deviceId?: string
    field?: string
  }[]
  /** The keys to write into the collars: they sign the commands. Newest first */
  commandKeys: {
    id: string
    /** Raw Ed25519 public key, 32 bytes, base64url without padding */
    publicKey: string
  }[]
}

export type StockBody = {
  devices: StockDevice[]
}

export type StockDevice = {
  imei: string
  name?: string
  /** 256 random bits, base64url without padding */
  secret: string
  /** Raw Ed25519 public key, 32 bytes, base64url without padding */
  publicKey: string
  sim: {
    iccid: string
    kind: SimKind
    /** Minor units; travel-sim */
    balance?: number
    currency?: string
    /** ISO 8601, UTC */
    until?: string
  }
  /** Absent: the account of the office */
  accountId?: string
}

export type Track = {
  points: [string, number, number][]
}

export type User = {
  id: string
  email: string
  name: string
  language: string
  memberships: {
    accountId: string
    accountName: string
    level: string
  }[]
}
