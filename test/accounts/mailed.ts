import type { House } from '../../src/flows/house.ts'
import { openWords } from '../../src/flows/mail/queue-mail.ts'

/** A letter as its receiver reads it. `token`: of the link in it, where there is one. */
export type Letter = { to: string; kind: string; subject: string; text: string; token: string | undefined }

/** Every mail in the outbox, oldest first. */
export async function mailed(house: House): Promise<Letter[]> {
  const rows = await house.ledger.reads.selectFrom('mails').selectAll().orderBy('id').execute()
  return rows.map((row) => {
    const { to, subject, text } = openWords(house, row) ?? { to: '', subject: '', text: '' }
    return { to, kind: row.kind, subject, text, token: /#\/link\/([\w-]+)/.exec(text)?.[1] }
  })
}

/** The last of them. */
export async function lastMail(house: House): Promise<Letter> {
  const last = (await mailed(house)).at(-1)
  if (!last) throw new Error('nothing was mailed')
  return last
}
