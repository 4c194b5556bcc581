import { join } from 'node:path'
import type { Actor } from '../../src/accounts/actor.ts'
import { cancelAgreement, confirmAgreement } from '../../src/flows/agreements/agree.ts'
import { askAgreement, type Wish } from '../../src/flows/agreements/ask.ts'
import type { Letters } from '../../src/flows/agreements/letters.ts'
import { seeAgreement } from '../../src/flows/agreements/see.ts'
import { openWords } from '../../src/flows/mail/queue-mail.ts'
import { loadTexts } from '../../src/std/texts.ts'
import type { OwningStory } from './setting.ts'

/** As the tests say letters. */
export const LETTERS: Letters = {
  texts: loadTexts(join(import.meta.dirname, '../../texts'), { timeZone: 'UTC' }),
  publicUrl: () => 'http://koppel.test',
}

/** People who ask, confirm and cancel, in few words. */
export function agreeing({ house }: Pick<OwningStory, 'house'>) {
  return {
    async ask(actor: Actor, wish: Wish): Promise<string> {
      const asked = await askAgreement(house, LETTERS, actor, wish)
      if (asked.kind !== 'asked') throw new Error(asked.kind)
      return asked.id
    },
    asked: (actor: Actor, wish: Wish) => askAgreement(house, LETTERS, actor, wish),
    confirm: async (actor: Actor, id: string, consent = {}) =>
      (await confirmAgreement(house, LETTERS, { actor, id, consent })).kind,
    cancel: async (actor: Actor, id: string, reason?: string) =>
      (await cancelAgreement(house, LETTERS, { actor, id, ...(reason === undefined ? {} : { reason }) })).kind,
    see: (actor: Actor, id: string) => seeAgreement(house, actor, id),
    /** Mails that were queued, as `[to, kind]`. */
    async mails(): Promise<[string, string][]> {
      const rows = await house.ledger.reads.selectFrom('mails').selectAll().orderBy('id').execute()
      return rows.map((row) => [openWords(house, row)?.to ?? '', row.kind])
    },
  }
}
