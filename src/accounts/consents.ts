import { newId } from '../std/ids.ts'
import type { World } from '../std/world.ts'
import type { Reads, Tx } from '../store/store.ts'
import type { ConsentTables } from './consent-schema.ts'

/**
 * What a person is asked at the first start, each with the version that is in force: another wording is another version, and is asked again. Their words stand in the texts
 * (`consent.<name>.text`). The use of location can be withdrawn; without the other two there is no account.
 */
export const DOCUMENTS = {
  agreement: { version: '2026-1', withdrawable: false },
  information: { version: '2026-1', withdrawable: false },
  location: { version: '2026-1', withdrawable: true },
} as const
export type DocumentName = keyof typeof DOCUMENTS
export type Decision = 'accepted' | 'withdrawn'

/** How a person stands to a document; instants in milliseconds since 1970. `due`: to be asked. */
export type Consent = {
  document: DocumentName
  version: string
  withdrawable: boolean
  due: boolean
  decided: { version: string; decision: Decision; at: number } | null
}

/** How a user stands to every document. @param documents another set than the one in force, for whoever tries a new version */
export async function consentsOf(
  reads: Reads<ConsentTables>,
  userId: string,
  documents: Readonly<Record<DocumentName, { version: string; withdrawable: boolean }>> = DOCUMENTS,
): Promise<Consent[]> {
  const consents: Consent[] = []
  for (const document of Object.keys(documents) as DocumentName[]) {
    const row = await reads
      .selectFrom('consents')
      .select(['version', 'decision', 'at'])
      .where('user_id', '=', userId)
      .where('document', '=', document)
      .orderBy('id', 'desc')
      .limit(1)
      .executeTakeFirst()
    const decided = row ? { ...row, decision: row.decision as Decision } : null
    const { version, withdrawable } = documents[document]
    consents.push({ document, version, withdrawable, due: decided?.version !== version, decided })
  }
  return consents
}

/** Keeps a decision, with the version that it is about and the time; an earlier one stays. */
export async function keepConsent(
  tx: Tx<ConsentTables>,
  { clock, random }: Pick<World, 'clock' | 'random'>,
  made: { user_id: string; document: DocumentName; version: string; decision: Decision },
): Promise<void> {
  await tx
    .insertInto('consents')
    .values({ id: newId(clock, random), ...made, at: clock.now() })
    .execute()
}
