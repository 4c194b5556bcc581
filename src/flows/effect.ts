/** What a SIM carried: a balance in minor units, or an end of validity in milliseconds since 1970. */
export type Carried = { balanceMinor: number; currency: string } | { validUntil: number }

/** `redemptions.effect`: what was bought, and as it goes on what was sent and what the device answered. */
export type Effect = {
  type: 'sim-extend' | 'sim-top-up'
  simKind: 'travel-sim' | 'tele2' | 'telia-iot'
  iccid: string
  period?: string
  amountMinor?: number
  currency?: string
  /** The end that was sent, fixed when first sent; milliseconds since 1970. */
  until?: number
  before?: Carried
  after?: Carried
}

/** What a code gives to a user or an account, at once; instants in milliseconds since 1970. */
export type AccountEffect =
  | {
      type: 'licence-extend' | 'subscription-extend'
      period: string
      before?: { validUntil: number }
      after: { validUntil: number }
      /** The licence code that it became: only of a user's first registration code. */
      becameLicenceCode?: boolean
    }
  | { type: 'credits-add'; credits: number; before: { credits: number }; after: { credits: number } }
