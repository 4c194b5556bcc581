import type { Actor } from '../../accounts/actor.ts'
import {
  type Consent,
  consentsOf,
  type Decision,
  DOCUMENTS,
  type DocumentName,
  keepConsent,
} from '../../accounts/consents.ts'
import { record } from '../../store/audit.ts'
import type { House } from '../house.ts'

/** How the user who asks stands to every document. The operator is nobody who could agree. */
export async function seeConsents({ ledger }: House, actor: Actor): Promise<Consent[] | 'forbidden'> {
  return actor.kind === 'user' ? consentsOf(ledger.reads, actor.userId) : 'forbidden'
}

/** Keeps what a person decided on a document. `document-changed`: another version is in force than the one that they were shown. */
export async function decideConsent(
  { ledger, world }: House,
  actor: Actor,
  made: { document: DocumentName; version: string; decision: Decision },
): Promise<Consent[] | 'forbidden' | 'document-changed' | 'not-withdrawable'> {
  if (actor.kind !== 'user') return 'forbidden'
  const { document, version, decision } = made
  if (DOCUMENTS[document].version !== version) return 'document-changed'
  if (decision === 'withdrawn' && !DOCUMENTS[document].withdrawable) return 'not-withdrawable'
  const { userId } = actor
  return ledger.transact('decide-consent', async (tx) => {
    await keepConsent(tx, world, { user_id: userId, document, version, decision })
    const subject = `user:${userId}`
    const details = JSON.stringify({ document, version })
    await record(tx, world, { actor: subject, act: `consent-${decision}`, accountId: null, subject, details })
    return consentsOf(tx, userId)
  })
}
