import { join } from 'node:path'
import type { Actor } from '../../src/accounts/actor.ts'
import type { House } from '../../src/flows/house.ts'
import { openWords } from '../../src/flows/mail/queue-mail.ts'
import { openPush } from '../../src/flows/push/queue-push.ts'
import { addRecipient, type NewRecipient } from '../../src/flows/recipients/add.ts'
import { type AlarmStep, alarmStep } from '../../src/flows/recipients/alarm-step.ts'
import { askProof, confirmProof } from '../../src/flows/recipients/prove.ts'
import { type SeenRecipient, seeRecipients } from '../../src/flows/recipients/see.ts'
import { type AlarmTeller, startAlarmTeller } from '../../src/flows/recipients/teller.ts'
import { openSms } from '../../src/flows/sms/outbox.ts'
import { grantCredits } from '../../src/licences/spend-credit.ts'
import { loadTexts, type Texts } from '../../src/std/texts.ts'
import { type AccountStory, accountStory, actorOf } from '../accounts/setting.ts'
import type { PlaceKind } from '../setup/ledgers.ts'

export const TEXTS: Texts = loadTexts(join(import.meta.dirname, '../../texts'), { timeZone: 'UTC' })
export const PHONE = '+46701234567'

export type RecipientStory = AccountStory & {
  /** The owner of the first account. */
  owner: Actor
  accountId: string
  deviceId: string
  teller: AlarmTeller
  /** Adds one, of everything, and proves its address where that is asked for; gives its id. */
  add(made: Partial<NewRecipient> & Pick<NewRecipient, 'way'>, proved?: boolean): Promise<string>
  /** An alarm of the first account is opened or closed, and everybody is told. */
  happens(step?: Partial<AlarmStep>): Promise<void>
  credit(credits: number): Promise<void>
  see(id: string): Promise<SeenRecipient>
  /** What lies in the outboxes for a purpose, oldest first, in clear. */
  out(way: 'email' | 'sms' | 'push', purpose?: string): Promise<{ to: string; text: string }[]>
}

/** A house whose recipients can be told, on one of the engines and a clock moved by hand. */
export async function recipientStory(kind: PlaceKind): Promise<RecipientStory> {
  const story = await accountStory(kind)
  const { house } = story
  const [person] = story.people
  if (!person) throw new Error('nobody there')
  const { accountId, deviceId } = person
  const owner = actorOf(person)
  const teller = startAlarmTeller(house, TEXTS)
  let alarms = 0
  const out: RecipientStory['out'] = (way, purpose = 'alarm') => outbox(house, way, purpose)
  return {
    ...story,
    owner,
    accountId,
    deviceId,
    teller,
    out,
    async add({ way, ...made }, proved = true) {
      const all = { name: way, language: 'en', devices: null, security: true, function: true, quiet: null }
      const added = await addRecipient(house, { actor: owner, made: { ...all, ...made, way } })
      if (added.kind !== 'added') throw new Error(added.kind)
      if (proved && !added.confirmed) await prove(story, owner, added.id)
      return added.id
    },
    async happens(step = {}) {
      const at = house.world.clock.now()
      const whole: AlarmStep = {
        alarmId: `alarm-${alarms++}`,
        accountId,
        deviceId,
        class: 'security',
        rule: 'zone-left',
        step: 'opened',
        at,
        late: false,
        ...step,
      }
      await house.ledger.transact('alarm', (tx) => alarmStep(house, tx, whole))
      await teller.idle()
    },
    credit: async (credits) => {
      await house.ledger.transact('grant', (tx) =>
        grantCredits(tx, house.world, { accountId, credits, actor: 'operator' }),
      )
    },
    async see(id) {
      const seen = await seeRecipients(house, owner)
      const found = typeof seen === 'string' ? undefined : seen.items.find((one) => one.id === id)
      if (!found) throw new Error('no such recipient')
      return found
    },
    async end() {
      await teller.stop()
      await story.end()
    },
  }
}

/** Has six digits sent to a recipient and gives them back. */
async function prove({ house, clock }: AccountStory, owner: Actor, id: string): Promise<void> {
  // One message a minute for a number or an account.
  await clock.advance(60_000)
  const asked = await askProof(house, TEXTS, { actor: owner, id })
  if (asked.kind !== 'sent') throw new Error(asked.kind)
  const sent = [...(await outbox(house, 'email', 'recipient-proof')), ...(await outbox(house, 'sms', 'verification'))]
  for (const { text } of sent.toReversed()) {
    const digits = /[0-9]{6}/.exec(text)?.[0] ?? ''
    if ((await confirmProof(house, { actor: owner, id, digits })).kind === 'confirmed') return
  }
  throw new Error('not confirmed')
}

async function outbox(
  house: House,
  way: 'email' | 'sms' | 'push',
  purpose: string,
): Promise<{ to: string; text: string }[]> {
  const { reads } = house.ledger
  if (way === 'email') {
    const rows = await reads.selectFrom('mails').selectAll().where('kind', '=', purpose).orderBy('id').execute()
    return rows.flatMap((row) => {
      const words = openWords(house, row)
      return words ? [{ to: words.to, text: `${words.subject}\n${words.text}` }] : []
    })
  }
  if (way === 'sms') {
    const rows = await reads
      .selectFrom('sms_messages')
      .selectAll()
      .where('purpose', '=', purpose)
      .orderBy('id')
      .execute()
    return rows.flatMap((row) => openSms(house, row) ?? [])
  }
  const rows = await reads
    .selectFrom('push_messages')
    .selectAll()
    .where('purpose', '=', purpose)
    .orderBy('id')
    .execute()
  return rows.map((row) => ({ to: row.subscription_id, text: Buffer.from(openPush(house, row) ?? []).toString() }))
}
