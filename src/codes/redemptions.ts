import { preparedInsert } from '../store/prepared.ts'
import type { Reads, Tx } from '../store/store.ts'
import type { CodesTables } from './schema.ts'

type NewRedemption = {
  id: string
  codeId: string
  family: string
  accountId: string
  actor: string
  /** null: it goes to the account. */
  deviceId: string | null
  effect: string
  at: number
}

const insertRedemption = preparedInsert<CodesTables, 'redemptions'>('redemptions')
const insertStep = preparedInsert<CodesTables, 'redemption_steps'>('redemption_steps')

/** A redemption on a device begins `queued`; one on an account is `applied` at once, since nobody else has to do anything for it. */
export async function recordRedemption(tx: Tx<CodesTables>, made: NewRedemption): Promise<void> {
  const state = made.deviceId === null ? 'applied' : 'queued'
  await insertRedemption(tx, {
    id: made.id,
    code_id: made.codeId,
    family: made.family,
    account_id: made.accountId,
    actor: made.actor,
    device_id: made.deviceId,
    state,
    effect: made.effect,
    reason: null,
    created_at: made.at,
    updated_at: made.at,
  })
  await insertStep(tx, { redemption_id: made.id, ordinal: 0, state, at: made.at })
}

/** Takes a redemption to its command's next state. The caller has won the command's own conditional update, so nobody else is here. */
export async function stepRedemption(
  tx: Tx<CodesTables>,
  id: string,
  step: { state: string; at: number; effect: string; reason: string | null },
): Promise<void> {
  await tx
    .updateTable('redemptions')
    .set({ state: step.state, updated_at: step.at, effect: step.effect, reason: step.reason })
    .where('id', '=', id)
    .execute()
  await tx
    .insertInto('redemption_steps')
    .columns(['redemption_id', 'ordinal', 'state', 'at'])
    .expression((eb) =>
      eb
        .selectFrom('redemption_steps')
        .select((inner) => [
          inner.val(id).as('redemption_id'),
          inner(inner.fn.max('ordinal'), '+', 1).as('ordinal'),
          inner.val(step.state).as('state'),
          inner.val(step.at).as('at'),
        ])
        .where('redemption_id', '=', id),
    )
    .execute()
}

/** A redemption's row, or undefined. */
export function redemptionRow(reads: Reads<CodesTables>, id: string) {
  return reads.selectFrom('redemptions').selectAll().where('id', '=', id).executeTakeFirst()
}

/** The last four characters of each redemption's code, by the redemption's id; a short code's is not kept, and not there. */
export async function codeEndings(reads: Reads<CodesTables>, ids: readonly string[]): Promise<Map<string, string>> {
  const rows = await reads
    .selectFrom('redemptions')
    .innerJoin('codes', 'codes.id', 'redemptions.code_id')
    .select(['redemptions.id', 'codes.last4'])
    .where('redemptions.id', 'in', ids)
    .execute()
  return new Map(rows.flatMap(({ id, last4 }) => (last4 === null ? [] : [[id, last4] as const])))
}

/** States and instants, oldest first. */
export function redemptionSteps(reads: Reads<CodesTables>, ids: readonly string[]) {
  return reads
    .selectFrom('redemption_steps')
    .selectAll()
    .where('redemption_id', 'in', ids)
    .orderBy('redemption_id')
    .orderBy('ordinal')
    .execute()
}
