import type { Reads } from '../store/store.ts'
import { type Standing, standingBy, type TakenStep } from './dunning.ts'
import type { BillingTables } from './schema.ts'
import { type Services, servicesBy } from './service.ts'

/** How an account stands: by the steps taken for its invoices that are still owed. What is paid or credited counts no more, from that very commit on. */
export async function standingOfPayer(reads: Reads<BillingTables>, accountId: string): Promise<Standing> {
  return standingBy(await stepsOf(reads, accountId))
}

/** What an account is sent of alarms, by the same steps. */
export async function servicesOfPayer(reads: Reads<BillingTables>, accountId: string): Promise<Services> {
  return servicesBy(await stepsOf(reads, accountId))
}

function stepsOf(reads: Reads<BillingTables>, accountId: string): Promise<TakenStep[]> {
  return reads
    .selectFrom('dunning_steps')
    .innerJoin('receivables', 'receivables.invoice_id', 'dunning_steps.invoice_id')
    .select(['dunning_steps.step', 'dunning_steps.at', 'dunning_steps.next_at'])
    .where('receivables.account_id', '=', accountId)
    .where('receivables.outstanding_minor', '>', 0)
    .execute()
}

/** True if an alarm of a class is to be sent for an account's devices: function alarms until it is suspended, security alarms until the day that was announced and then told. */
export async function letsAlarm(
  reads: Reads<BillingTables>,
  accountId: string,
  alarmClass: 'security' | 'function',
): Promise<boolean> {
  const { state } = await standingOfPayer(reads, accountId)
  return state !== 'stopped' && (alarmClass === 'security' || state !== 'suspended')
}
