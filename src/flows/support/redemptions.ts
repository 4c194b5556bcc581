import { codeEndings, redemptionSteps } from '../../codes/redemptions.ts'
import { decodeResultBody, type ResultBody } from '../../devices/collar-result.ts'
import { type SeenRedemption, seenRedemption } from '../see-redemptions.ts'
import type { LedgerReads } from '../tables.ts'
import { namesOf } from './history.ts'

/** A redemption with everybody who had a part in it; `answer` is what the device signed, where it answered. */
export type FoundRedemption = SeenRedemption & {
  codeId: string
  who: string
  /** Empty: the account is gone. */
  accountName: string
  device: { serial: string; name: string } | null
  counter: number | null
  answer: Pick<ResultBody, 'outcome' | 'reason' | 'iccid' | 'before' | 'after' | 'at'> | null
}

/** Redemptions by id, newest first. */
export async function redemptionsOf(tx: LedgerReads, ids: readonly string[]): Promise<FoundRedemption[]> {
  if (ids.length === 0) return []
  const rows = await tx
    .selectFrom('redemptions')
    .leftJoin('accounts', 'accounts.id', 'redemptions.account_id')
    .leftJoin('devices', 'devices.id', 'redemptions.device_id')
    .leftJoin('commands', (join) =>
      join
        .onRef('commands.device_id', '=', 'redemptions.device_id')
        .onRef('commands.redemption_id', '=', 'redemptions.id'),
    )
    .selectAll('redemptions')
    .select(['accounts.name as account_name', 'devices.serial', 'devices.name as device_name'])
    .select(['commands.counter', 'commands.result_body'])
    .where('redemptions.id', 'in', ids)
    .orderBy('redemptions.id', 'desc')
    .execute()
  const steps = await redemptionSteps(tx, ids)
  const endings = await codeEndings(tx, ids)
  const names = await namesOf(
    tx,
    rows.map(({ actor }) => actor),
  )
  return rows.map((row) => ({
    ...seenRedemption(row, steps, endings),
    codeId: row.code_id,
    who: names.get(row.actor) ?? row.actor,
    accountName: row.account_name ?? '',
    device: row.serial === null ? null : { serial: row.serial, name: row.device_name ?? '' },
    counter: row.counter,
    answer: row.result_body && answerIn(row.result_body),
  }))
}

function answerIn(bytes: Uint8Array): FoundRedemption['answer'] {
  const read = decodeResultBody(bytes)
  if (!read.ok) return null
  const { outcome, reason, iccid, before, after, at } = read.body
  return { outcome, ...(reason ? { reason } : {}), iccid, before, after, at: at * 1_000 }
}
