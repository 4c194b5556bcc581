import { describe, expect, test } from 'vitest'
import { register } from '../../src/flows/numbers/register.ts'
import { type SmsDesk, startSmsDesk } from '../../src/flows/sms/desk.ts'
import { forgetDialogue } from '../../src/flows/sms/forget-dialogue.ts'
import { seeDialogue } from '../../src/flows/sms/see-dialogue.ts'
import { SMS_INBOX_LIMITS } from '../../src/inbox/limits.ts'
import { type MemoryDisk, memoryDisk } from '../../src/inbox/memory-disk.ts'
import { openInbox } from '../../src/inbox/open.ts'
import { loadTexts } from '../../src/std/texts.ts'
import { type AccountStory, accountStory } from '../accounts/setting.ts'
import { PLACES } from '../setup/ledgers.ts'
import { NUMBER, OUR_NUMBER, PHONE } from './desk-world.ts'

const TEXTS = loadTexts(`${import.meta.dirname}/../../texts`)
const ORDER = `Ich bestelle verbindlich 5P.${NUMBER}`

/** A desk on a ledger that it may share with another. */
async function deskOn({ house }: AccountStory, disk: MemoryDisk = memoryDisk()): Promise<SmsDesk> {
  const inbox = await openInbox({ disk, world: house.world, limits: SMS_INBOX_LIMITS })
  return startSmsDesk(house, { inbox, texts: TEXTS, ownNumbers: [OUR_NUMBER], send: async () => {} })
}
const sms = (text: string, providerId: string, from = PHONE) => ({
  transport: 't',
  providerId,
  from,
  to: null,
  text,
  sentAt: null,
})

describe.each(PLACES)('the dialogue on $name', (kind) => {
  const begun = async () => {
    const story = await accountStory(kind)
    const { house } = story
    const payer = { account: { name: 'Zahnlabor', country: 'AT' } }
    await house.ledger.transact('register', (tx) =>
      register(house, tx, { phone: PHONE, payer, language: 'de', actor: 'operator' }),
    )
    const rows = (table: 'sms_dialogue' | 'orders' | 'sms_messages') =>
      house.ledger.reads.selectFrom(table).selectAll().execute()
    return { story, house, rows }
  }

  test('two processes that are given the same messages at once answer each of them once', async () => {
    const { story, rows } = await begun()
    const desks = [await deskOn(story), await deskOn(story)]
    const messages = [ORDER, `cl.5P.${NUMBER}`, 'x', `Ich bestelle verbindlich 7P.${NUMBER}`]
    await Promise.all(messages.flatMap((text, at) => desks.map((desk) => desk.inbound(sms(text, `m${at}`)))))
    for (const desk of desks) await desk.idle()
    expect([await rows('sms_dialogue'), await rows('sms_messages')].map(({ length }) => length)).toEqual([4, 4])
    expect((await rows('orders')).length).toBeLessThanOrEqual(2)
    for (const desk of desks) await desk.stop()
    await story.end()
  })

  test('is shown by answer, and by the number that wrote', async () => {
    const { story, house, rows } = await begun()
    const desk = await deskOn(story)
    const written = [ORDER, `cl.5P.${NUMBER}`, 'x', 'cl.5P'].entries()
    for (const [at, text] of written) await desk.inbound(sms(text, `m${at}`))
    await desk.inbound(sms('x', 'stranger', '+436609999999'))
    await desk.idle()
    const operator = { kind: 'operator', source: '192.0.2.1' } as const
    const answers = async (filter: { answer?: string; numberId?: string }) => {
      const seen = await seeDialogue(house, operator, { limit: 10, ...filter })
      return seen === 'forbidden' ? seen : seen.map(({ answer }) => answer)
    }
    expect(await answers({ answer: 'ordered' })).toEqual(['ordered'])
    expect([...(await answers({ answer: 'refused' }))].sort()).toEqual([
      'not-registered',
      'wrong-command',
      'wrong-parameter-count',
    ])
    const numberId = ((await rows('sms_dialogue')) as { number_id: string | null }[]).find((row) => row.number_id)
    expect(await answers({ numberId: numberId?.number_id ?? '' })).toHaveLength(4)
    expect(await answers({ numberId: 'nobody' })).toEqual([])
    await desk.stop()
    await story.end()
  })

  test('is forgotten after its time, five hundred messages at a time', async () => {
    const { story, house, rows } = await begun()
    const desk = await deskOn(story)
    await desk.inbound(sms('x', 'a'))
    await desk.idle()
    const [row] = (await rows('sms_dialogue')) as { id: string; received_at: number }[]
    await house.ledger.transact('fill', async (tx) => {
      const filled = Array.from({ length: 600 }, (_, at) => ({
        ...row,
        id: `old-${at}`,
        provider_id: `old-${at}`,
        received_at: at,
      }))
      for (let at = 0; at < 600; at += 50)
        await tx
          .insertInto('sms_dialogue')
          .values(filled.slice(at, at + 50) as never)
          .execute()
    })
    const forget = () => house.ledger.transact('forget', (tx) => forgetDialogue(tx, row!.received_at))
    expect([await forget(), await forget(), await forget()]).toEqual([true, false, false])
    expect((await rows('sms_dialogue')).map(({ id }) => id)).toEqual([row!.id])
    await desk.stop()
    await story.end()
  })

  test('numbers, texts and codes stand in clear neither in the ledger nor in the inbox', async () => {
    const { story, house, rows } = await begun()
    const disk = memoryDisk()
    const desk = await deskOn(story, disk)
    await desk.inbound(sms(ORDER, 'a'))
    await desk.inbound(sms(`cl.5P.${NUMBER}`, 'b'))
    await desk.idle()
    const files = await Promise.all((await disk.list()).map(({ name, bytes }) => disk.read(name, 0, bytes)))
    const audit = await house.ledger.reads.selectFrom('audit').selectAll().execute()
    const stored = JSON.stringify([await rows('sms_dialogue'), await rows('sms_messages'), audit], (_, value) =>
      value?.type === 'Buffer' ? Buffer.from(value.data).toString('latin1') : value,
    )
    const all = stored + Buffer.concat(files).toString('latin1')
    expect(all).toContain('dialogue')
    for (const secret of [PHONE, PHONE.slice(1), NUMBER, 'Freischalt', 'bestelle']) expect(all).not.toContain(secret)
    await desk.stop()
    await story.end()
  })
})
