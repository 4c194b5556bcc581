/** What an effect command is to bring about, fixed when it is queued; the absolute target of an extension, and the code of an unlock, are made when it is first sent. */
export type Intent = SimIntent | UnlockIntent
/** For the SIM in a collar. */
export type SimIntent =
  | { type: 'sim-extend'; iccid: string; period: string; anchor: number }
  | { type: 'sim-top-up'; iccid: string; amountMinor: number; currency: string }
/** For a dongle. `points`: 1 to 254; null: the E-protocol extension. */
export type UnlockIntent = { type: 'unlock'; licenceNumber: string; points: number | null; releaseId: string }

const TYPES: readonly string[] = ['sim-extend', 'sim-top-up', 'unlock'] satisfies Intent['type'][]

/** Reads `commands.intent`. @throws Error if the row was damaged */
export function readIntent(json: string): Intent {
  const intent = JSON.parse(json) as Intent
  if (!TYPES.includes(intent.type)) throw new Error('damaged intent')
  return intent
}
