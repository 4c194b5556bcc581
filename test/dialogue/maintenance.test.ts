import { join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { type SmsDesk, startSmsDesk } from '../../src/flows/sms/desk.ts'
import type { OutgoingSms } from '../../src/flows/sms/transport.ts'
import { INBOX_LIMITS } from '../../src/inbox/limits.ts'
import { memoryDisk } from '../../src/inbox/memory-disk.ts'
import { openInbox } from '../../src/inbox/open.ts'
import { manualClock } from '../../src/std/manual-clock.ts'
import { loadTexts } from '../../src/std/texts.ts'
import { as, type OpenDoor, openDoor } from '../http/open-door.ts'
import { PLACES, type Place } from '../setup/ledgers.ts'

const TEXTS = loadTexts(join(import.meta.dirname, '../../texts'))
const UNAVAILABLE = 'Dieser Dienst ist momentan leider nicht erreichbar'

type Process = { door: OpenDoor; desk: SmsDesk; sent: OutgoingSms[]; say(text: string): Promise<void> }
const closing: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

/** A door and a desk, as one process has them, on a ledger that others may have too. */
async function process(place: Place, seed: number): Promise<Process> {
  const clock = manualClock()
  const door = await openDoor({ place, clock, seed })
  const inbox = await openInbox({ disk: memoryDisk(), world: door.house.world, limits: INBOX_LIMITS })
  const sent: OutgoingSms[] = []
  const desk = startSmsDesk(door.house, {
    inbox,
    texts: TEXTS,
    ownNumbers: [],
    send: async (sms) => void sent.push(sms),
  })
  closing.push(async () => {
    await desk.stop()
    await inbox.close()
    await door.close()
  })
  let said = 0
  return {
    door,
    desk,
    sent,
    async say(text) {
      const providerId = `${seed}-${said++}`
      await desk.inbound({ transport: 'test', providerId, from: '+436641234567', to: null, text, sentAt: null })
      await desk.idle()
    },
  }
}

describe.each(PLACES.filter(({ name }) => name !== 'SQLite in a file'))('on $name', ({ lasting, make }) => {
  test('what the office turned on in one process holds for each message in every one, until it is turned off', async () => {
    const place = await make()
    closing.push(() => place.leave())
    const one = await process(place, 1)
    const other = lasting ? await process(place, 2) : one
    const admin = await one.door.person('admin', 'office')
    const turn = async (on: boolean) =>
      (
        await one.door.api.inject({ method: 'PUT', url: '/api/v1/sms/maintenance', payload: { on }, ...as(admin) })
      ).json()
    const see = async () => (await other.door.api.inject({ url: '/api/v1/sms/maintenance', ...as(admin) })).json()
    expect(await see()).toEqual({ on: false })
    const begun = await turn(true)
    expect(begun).toEqual({ on: true, changedAt: expect.any(String), who: expect.stringContaining('@') })
    expect([await turn(true), await see()]).toEqual([begun, begun])
    await other.say('cl.5P.1234567890ABCDEF')
    expect(other.sent.map(({ text }) => text)).toEqual([UNAVAILABLE])
    expect(await turn(false)).toMatchObject({ on: false })
    await other.say('cl.5P.1234567890ABCDEF')
    const { reads } = one.door.house.ledger
    const answers = await reads.selectFrom('sms_dialogue').select('answer').orderBy('id').execute()
    expect(answers.map(({ answer }) => answer)).toEqual(['unavailable', 'not-registered'])
    const deeds = await reads
      .selectFrom('audit')
      .select(['act', 'actor'])
      .where('subject', '=', 'service:dialogue')
      .orderBy('id')
      .execute()
    expect(deeds).toEqual([
      { act: 'begin-maintenance', actor: `user:${admin.userId}` },
      { act: 'end-maintenance', actor: `user:${admin.userId}` },
    ])
  })
})
