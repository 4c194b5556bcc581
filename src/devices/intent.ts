/** What an effect command is to bring about, fixed at redemption; the absolute target of an extension is made when it is first sent. */
export type Intent =
  | { type: 'sim-extend'; iccid: string; period: string; anchor: number }
  | { type: 'sim-top-up'; iccid: string; amountMinor: number; currency: string }

/** Reads `commands.intent`. @throws Error if the row was damaged */
export function readIntent(json: string): Intent {
  const intent = JSON.parse(json) as Intent
  if (intent.type !== 'sim-extend' && intent.type !== 'sim-top-up') throw new Error('damaged intent')
  return intent
}
