import type { Texts } from '../../std/texts.ts'
import type { House } from '../house.ts'
import { queueMail } from '../mail/queue-mail.ts'
import type { LedgerTx } from '../tables.ts'

/** What letters to users are made of: the words, and where the console is. */
export type Letters = { texts: Texts; publicUrl: () => string }

/** Letters that lead somewhere, and letters that only tell. */
type Told =
  | 'register'
  | 'invite'
  | 'customer'
  | 'reset'
  | 'known'
  | 'nobody'
  | 'password-changed'
  | 'factor-reset'
  | 'factor-waiting'

/** Where a link leads: behind the `#`, so that no server on the way and no log sees the token. */
export function linkUrl({ publicUrl }: Letters, token: string): string {
  return `${publicUrl()}/#/link/${token}`
}

/** Queues a letter about an account or a password, in the story's own transaction. @param letter.params for its placeholders */
export async function sendLetter(
  house: House,
  tx: LedgerTx,
  letters: Letters,
  letter: {
    told: Told
    to: string
    language: string
    accountId: string | null
    params?: Record<string, string>
    notAfter?: number
  },
): Promise<void> {
  const { told, to, language, accountId, notAfter } = letter
  const params = { ...letter.params, console: letters.publicUrl() }
  const say = (part: string): string => letters.texts.text(language, `letter.${told}.${part}`, params)
  const mail = { accountId, to, subject: say('subject'), text: say('text'), kind: `user-${told}` }
  await queueMail(house, tx, { ...mail, ...(notAfter === undefined ? {} : { notAfter }) })
}

/** What a link is told as. */
export function toldOf(kind: 'register' | 'reset' | 'none', known: boolean): Told {
  if (kind === 'none') return known ? 'known' : 'nobody'
  return kind
}
