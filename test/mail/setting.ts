import type { House } from '../../src/flows/house.ts'
import { type NewMail, queueMail } from '../../src/flows/mail/queue-mail.ts'
import { type SeenMail, seeMails } from '../../src/flows/mail/see-mails.ts'
import { startMailSender } from '../../src/flows/mail/sender.ts'
import type { MailTransport, OutgoingMail } from '../../src/flows/mail/transport.ts'
import type { Sender } from '../../src/flows/outbox/sender.ts'
import { type AccountStory, accountStory } from '../accounts/setting.ts'
import type { PlaceKind } from '../setup/ledgers.ts'
import { OPERATOR } from '../sms/setting.ts'

export const ANNA = 'anna@example.org'

/** A way whose every sending is answered by the test's own hand. */
export type ScriptedMail = MailTransport & { sent: OutgoingMail[]; answer: (mail: OutgoingMail) => Promise<void> }

export type MailStory = AccountStory & {
  transport: ScriptedMail
  put(mail?: Partial<NewMail>): Promise<string | null>
  /** Starts a sender, as a process does. */
  start(house?: House): Sender
  see(id: string | null): Promise<SeenMail>
}

/** A house with an outbox of mails on one of the engines, and a clock moved by hand. */
export async function mailStory(kind: PlaceKind): Promise<MailStory> {
  const story = await accountStory(kind)
  const sent: OutgoingMail[] = []
  /** A server that never answers does so until the test is over, and no longer. */
  const over = Promise.withResolvers<void>()
  const transport: ScriptedMail = {
    name: 'scripted',
    sent,
    answer: async () => {},
    send(mail) {
      sent.push(mail)
      return Promise.race([this.answer(mail), over.promise])
    },
    close: async () => {},
  }
  const senders: Sender[] = []
  return {
    ...story,
    transport,
    put: (mail = {}) =>
      story.house.ledger.transact('put', (tx) =>
        queueMail(story.house, tx, {
          accountId: null,
          to: ANNA,
          subject: 'Hej',
          text: 'Hej då',
          kind: 'test',
          ...mail,
        }),
      ),
    start(house = story.house) {
      const sender = startMailSender(house, transport)
      senders.push(sender)
      return sender
    },
    async see(id) {
      const seen = await seeMails(story.house, OPERATOR)
      const found = seen === 'forbidden' ? undefined : seen.find((mail) => mail.id === id)
      if (!found) throw new Error('no such mail')
      return found
    },
    async end() {
      over.resolve()
      for (const sender of senders) await sender.stop()
      await story.end()
    },
  }
}
