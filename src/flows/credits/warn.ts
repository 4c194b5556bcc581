import { warnOnce } from '../../licences/spend-credit.ts'
import type { Texts } from '../../std/texts.ts'
import type { House } from '../house.ts'
import { isMailAddress } from '../mail/address.ts'
import { queueMail } from '../mail/queue-mail.ts'
import { queuePush } from '../push/queue-push.ts'
import { pushPlaces } from '../push/standing.ts'
import { creditsWords } from '../recipients/words.ts'
import type { LedgerTx } from '../tables.ts'

const OWNERS_MAX = 10

/** Tells an account's owners, by mail and by push, that there are no SMS credits left: once, until there are some again. */
export async function warnOfCredits(house: House, texts: Texts, tx: LedgerTx, accountId: string): Promise<void> {
  if (!(await warnOnce(tx, house.world, accountId))) return
  const owners = await tx
    .selectFrom('memberships')
    .innerJoin('users', 'users.id', 'memberships.user_id')
    .select(['users.id', 'users.email', 'users.language'])
    .where('memberships.account_id', '=', accountId)
    .where('memberships.level', '=', 'owner')
    .orderBy('users.id')
    .limit(OWNERS_MAX)
    .execute()
  const ids = owners.map(({ id }) => id)
  const places = await pushPlaces(tx, ids, house.world.clock.now())
  for (const { id, email, language } of owners) {
    const { mail, push } = creditsWords(texts, language)
    if (isMailAddress(email)) await queueMail(house, tx, { accountId, to: email, ...mail, kind: 'credits-out' })
    const place = places.get(id)
    if (place?.standing !== 'ready') continue
    const { subscriptionId } = place
    const words = { ...push, tag: 'credits' }
    await queuePush(house, tx, { accountId, userId: id, subscriptionId, purpose: 'notice', words })
  }
}
