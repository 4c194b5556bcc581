import type { House } from '../../src/flows/house.ts'
import type { Sender } from '../../src/flows/outbox/sender.ts'
import { type NewSms, putInOutbox } from '../../src/flows/sms/outbox.ts'
import type { SeenSms } from '../../src/flows/sms/see-sms.ts'
import { type SenderLimits, startSmsSender } from '../../src/flows/sms/sender.ts'
import type { HandedOver, OutgoingSms, SmsTransport } from '../../src/flows/sms/transport.ts'
import { type AccountStory, accountStory } from '../accounts/setting.ts'
import type { PlaceKind } from '../setup/ledgers.ts'
import { wholeSms } from './whole-sms.ts'

export const PHONE = '+46701234567'
export const OPERATOR = { kind: 'operator', source: '192.0.2.1' } as const
export const LIMITS: SenderLimits = { inFlight_max: 4, perMinute_max: 60 }

/** A transport whose every sending is answered by the test's own hand. */
export type ScriptedTransport = SmsTransport & {
  /** What was handed over, in that order. */
  sent: OutgoingSms[]
  answer: (sms: OutgoingSms) => Promise<HandedOver>
}

export function scriptedTransport(): ScriptedTransport {
  const sent: OutgoingSms[] = []
  return {
    name: 'scripted',
    sent,
    answer: async ({ id }) => ({ providerIds: [`${id}-1`] }),
    send(sms) {
      sent.push(sms)
      return this.answer(sms)
    },
    state: () => ({ ready: true }),
    close: async () => {},
  }
}

export type SmsStory = AccountStory & {
  transport: ScriptedTransport
  put(sms?: Partial<NewSms>): Promise<string>
  /** Starts a sender, as a process does. */
  start(limits?: Partial<SenderLimits>, house?: House): Sender
  see(id: string): Promise<SeenSms>
  states(): Promise<string[]>
}

/** A house with an outbox on one of the engines, and a clock moved by hand. */
export async function smsStory(kind: PlaceKind): Promise<SmsStory> {
  const story = await accountStory(kind)
  const transport = scriptedTransport()
  const senders: Sender[] = []
  const all = async (): Promise<SeenSms[]> => {
    return wholeSms(story.house)
  }
  return {
    ...story,
    transport,
    put: (sms = {}) =>
      story.house.ledger.transact('put', (tx) =>
        putInOutbox(story.house, tx, { accountId: null, to: PHONE, text: 'OK', purpose: 'answer', ...sms }),
      ),
    start(limits = {}, house = story.house) {
      const sender = startSmsSender(house, transport, { ...LIMITS, ...limits })
      senders.push(sender)
      return sender
    },
    async see(id) {
      const found = (await all()).find((sms) => sms.id === id)
      if (!found) throw new Error('no such message')
      return found
    },
    states: async () => (await all()).toReversed().map(({ state }) => state),
    async end() {
      for (const sender of senders) await sender.stop()
      await story.end()
    },
  }
}
