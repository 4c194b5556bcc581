import type { KeyObject } from 'node:crypto'
import { type Encoding, encode, type Fields } from '../codec.ts'
import { signBody } from '../signature.ts'
import { chargeOf, type SimCard } from '../sim-card.ts'
import type { Outcome, StoredResult } from './memory.ts'

/** Id of the key of production, the only one that a collar has (collar protocol §6). */
export const DEVICE_KEY_ID = '1'

export type Decision = {
  command: { id: string; device: string; counter: number }
  before: SimCard
  after: SimCard
  /** Why it was refused; absent when it was applied. */
  reason?: 'other-iccid' | 'wrong-sim' | 'old-counter'
  /** The collar's clock, Unix seconds. */
  at_s: number
  outcomes: readonly (readonly [number, Outcome])[]
}

/** The body of collar protocol §6 with its signature. Made once: what is sent again are these bytes. */
export function signResult(decision: Decision, by: { deviceKey: KeyObject; encoding: Encoding }): StoredResult {
  const { command, before, after, reason, at_s, outcomes } = decision
  const outcome = reason ? 'refused' : 'applied'
  const { id, device, counter } = command
  const fields: Fields = {
    ...{ id, device, counter, outcome },
    ...(reason && { reason }),
    iccid: before.iccid,
    before: chargeOf(before),
    after: chargeOf(after),
    at: at_s,
    outcomes,
  }
  const body = encode(fields, by.encoding)
  return { id, counter, outcome, body, sig: signBody(by.deviceKey, 'koppel/v1/result', body), acknowledged: false }
}

/** What goes into the uplink beside `now`, `boot` and `seq`. */
export function resultFields(result: StoredResult): Fields {
  return { key: DEVICE_KEY_ID, body: result.body, sig: result.sig }
}
