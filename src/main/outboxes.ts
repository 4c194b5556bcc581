import type { House } from '../flows/house.ts'
import { startMailSender } from '../flows/mail/sender.ts'
import { startPushSender } from '../flows/push/sender.ts'
import { startAlarmTeller } from '../flows/recipients/teller.ts'
import { startSmsEraser } from '../flows/sms/erase.ts'
import { startSmsSender } from '../flows/sms/sender.ts'
import type { Ground, SmsTally } from './wiring.ts'

/** All that leaves the house for people: alarms are told, and messages, mails and pushes go out. */
export type Outboxes = { idle(): Promise<void>; stop(): Promise<void> }

/** Starts them. @param sms the way to phones, be it the console alone */
export function startOutboxes(
  house: House,
  { mail, push, texts }: Pick<Ground, 'mail' | 'push' | 'texts'>,
  sms: NonNullable<Ground['sms']>,
  tally: SmsTally,
): Outboxes {
  const teller = startAlarmTeller(house, texts)
  const senders = [
    startSmsSender(house, sms.transport, sms.limits, tally.handedOver),
    ...(mail ? [startMailSender(house, mail.transport, tally.mail)] : []),
    ...(push ? [startPushSender(house, texts, push, tally.push)] : []),
  ]
  const eraser = startSmsEraser(house, sms.keep_ms)
  return {
    async idle() {
      await teller.idle()
      for (const sender of senders) await sender.idle()
    },
    async stop() {
      await teller.stop()
      await Promise.all(senders.map((sender) => sender.stop()))
      await eraser.stop()
    },
  }
}
