import { join } from 'node:path'
import { type SmsDesk, startSmsDesk } from '../../src/flows/sms/desk.ts'
import { startSmsSender } from '../../src/flows/sms/sender.ts'
import { SMS_INBOX_LIMITS } from '../../src/inbox/limits.ts'
import { openInbox } from '../../src/inbox/open.ts'
import { workerDisk } from '../../src/inbox/worker-disk.ts'
import { answerAsks } from '../process/answer.ts'
import { fetchBy, openDialogueHouse, seedDialogue, TEXTS } from './dialogue.ts'

/** `burst`: that many, as fast as they are taken; `single`: one after the other. */
export type DeskQuestion = { kind: 'open'; phones: number } | { kind: 'burst' | 'single'; messages: number }

/** Messages that carriers bring at once and wait for. */
const CARRIERS = 32
/** No limit of ours is to be what is measured. */
const LIMITS = { inFlight_max: 20, perMinute_max: 100_000 }

type Open = { burst(messages: number): Promise<number>; single(messages: number): Promise<number[]> }
let open: Open | null = null

answerAsks<DeskQuestion>(async (question) => {
  if (question.kind === 'open') {
    open = await openDesk(process.argv[2] ?? '', question.phones)
    return null
  }
  if (!open) throw new Error('nothing is open')
  return question.kind === 'burst' ? open.burst(question.messages) : open.single(question.messages)
})

/** Inbox, desk, ledger, outbox and sender as `koppel serve` has them, each durable, with a transport that takes everything at once. */
async function openDesk(directory: string, count: number): Promise<Open> {
  const house = await openDialogueHouse(join(directory, 'ledger.db'))
  const { clock } = house.world
  const inbox = await openInbox({
    ...{ disk: await workerDisk(join(directory, 'sms-inbox')), world: house.world, limits: SMS_INBOX_LIMITS },
  })
  const phones = await seedDialogue(house, count)
  let said = 0
  let handed = 0
  let handedOver = (): void => {}
  const transport = {
    name: 'bench',
    async send({ id }: { id: string }) {
      handed++
      handedOver()
      return { providerIds: [id] }
    },
    state: () => ({ ready: true }),
    close: async () => {},
  }
  const desk: SmsDesk = startSmsDesk(house, { inbox, texts: TEXTS, ownNumbers: [], send: (sms) => transport.send(sms) })
  const sender = startSmsSender(house, transport, LIMITS)

  /** Resolves when as many answers were handed over as messages were said. */
  const allHanded = (): Promise<void> =>
    new Promise((resolve) => {
      handedOver = () => {
        if (handed >= said) resolve()
      }
      handedOver()
    })
  const whole = async (): Promise<void> => {
    await desk.idle()
    await sender.idle()
    const found = await house.ledger.reads
      .selectFrom('sms_messages')
      .select(({ fn }) => fn.countAll<number>().as('messages'))
      .where('state', '=', 'handed-over')
      .executeTakeFirstOrThrow()
    if (handed !== said || Number(found.messages) !== said)
      throw new Error(`of ${said} messages ${handed} were answered, ${found.messages} by the outbox`)
  }
  return {
    async burst(messages) {
      const until = said + messages
      const carrier = async (): Promise<void> => {
        while (said < until) await desk.inbound(fetchBy(phones, said++))
      }
      const started_ms = clock.monotonic()
      await Promise.all(Array.from({ length: CARRIERS }, carrier))
      await allHanded()
      const took_ms = clock.monotonic() - started_ms
      await whole()
      return (messages * 1_000) / took_ms
    },
    async single(messages) {
      const took_ms: number[] = []
      for (let one = 0; one < messages; one++) {
        const started_ms = clock.monotonic()
        const taken = desk.inbound(fetchBy(phones, said++))
        await allHanded()
        took_ms.push(clock.monotonic() - started_ms)
        await taken
        // What comes after the answer, its place in the log and in the inbox, is no part of the next one.
        await whole()
      }
      return took_ms
    },
  }
}
