import type { Reads } from '../store/store.ts'
import type { AccountsTables } from './schema.ts'

/** Whether there is an account with an id: whoever may act on all of them may as well name one that there is not. */
export async function isAccount(reads: Reads<AccountsTables>, id: string): Promise<boolean> {
  return (await reads.selectFrom('accounts').select('id').where('id', '=', id).executeTakeFirst()) !== undefined
}
