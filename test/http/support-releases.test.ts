import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { recordBytes } from '../../src/devices/testing/dongle-record.ts'
import { prepareCommand } from '../../src/flows/prepare-command.ts'
import type { DongleSecrets } from '../../src/flows/register-dongle.ts'
import { settle } from '../../src/flows/settle.ts'
import { startSmsDesk } from '../../src/flows/sms/desk.ts'
import type { SupportFindingBody } from '../../src/http/support-schemas.ts'
import { SMS_INBOX_LIMITS } from '../../src/inbox/limits.ts'
import { memoryDisk } from '../../src/inbox/memory-disk.ts'
import { openInbox } from '../../src/inbox/open.ts'
import { unlockCode } from '../../src/licences/unlock-code.ts'
import { hmacSha256 } from '../../src/std/hmac.ts'
import { loadTexts } from '../../src/std/texts.ts'
import { OUR_NUMBER, PHONE } from '../dialogue/desk-world.ts'
import { PLACES, type Place } from '../setup/ledgers.ts'
import { as, OPERATOR_TOKEN, type OpenDoor, openDoor, type Person } from './open-door.ts'

const TEXTS = loadTexts(`${import.meta.dirname}/../../texts`)

describe.each(PLACES.filter(({ lasting, engine }) => lasting === (engine === 'postgres')))(
  'support on $name sees of a release',
  ({ make }) => {
    let place: Place
    let door: OpenDoor
    let owner: Person
    let dongle: { deviceId: string; caratId: string; told: DongleSecrets }
    let number: string
    beforeAll(async () => {
      place = await make()
      door = await openDoor({ place })
      owner = await door.person('owner')
      dongle = await door.dongle(owner.accountId)
      number = `${dongle.caratId}0BADCAFE`
    })
    afterAll(async () => {
      await door.close()
      await place.leave()
    })

    const found = async (text: string): Promise<SupportFindingBody> => {
      const request = { method: 'POST', url: '/api/v1/support/lookup', payload: { text } } as const
      return (await door.api.inject({ ...request, ...as(OPERATOR_TOKEN) })).json()
    }
    const releases = async (text: string) => (await found(text)).releases
    const idsFor = async (text: string) => (await releases(text)).map(({ id }) => id)
    const order = async (type: string) => {
      await door.clock.advance(1)
      const payload = { licenceNumber: number, type }
      const headers = { 'idempotency-key': type }
      const url = '/api/v1/licences/orders'
      return (await door.api.inject({ method: 'POST', url, payload, ...as(owner, headers) })).json()
    }
    /** The dongle answers the command at the head of its queue. */
    const answer = async (counter: number, said: object = {}) => {
      const ready = await prepareCommand(door.house, dongle.deviceId)
      const id = ready?.commandId ?? ''
      const outcomes: [number, number][] = [[counter, 1]]
      const body = recordBytes({ id, device: dongle.caratId, counter, licenceNumber: number, outcomes, ...said })
      const sig = hmacSha256(dongle.told.key).update('koppel/v1/dongle-result\0').update(body).digest('base64url')
      const key = String(dongle.told.keyVersion)
      const envelope = { now: Math.floor(door.clock.now() / 1_000), boot: 1, seq: counter, key, sig }
      const text = JSON.stringify({ ...envelope, body: Buffer.from(body).toString('base64url') })
      expect(await settle(door.house, dongle.caratId, Buffer.from(text))).toBe('settled')
      return id
    }

    test('who ordered it at what price, each step to the dongle, and what the dongle answered, by whatever names it', async () => {
      const ordered = await order('5P')
      const unlock = await answer(1)
      const all = await found(number)
      const [release] = all.releases
      expect(all.releases).toMatchObject([
        {
          licenceNumber: number,
          type: '5P',
          counter: 1,
          who: `owner <${owner.email}>`,
          order: {
            number: ordered.number,
            accountId: owner.accountId,
            pricing: 'new',
            amountMinor: 97_000,
            currency: 'EUR',
          },
          messages: [],
          unlocks: [
            {
              unlock: { id: unlock, state: 'applied', history: [{}, { state: 'sent' }, { state: 'applied' }] },
              deviceId: dongle.deviceId,
              counter: 1,
              answer: {
                outcome: 'applied',
                licenceNumber: number,
                before: { points: 0, e: false },
                after: { points: 5, e: false },
              },
            },
          ],
        },
      ])
      expect(all.history.map(({ act }) => act)).toEqual(expect.arrayContaining(['order-licence', 'apply-unlock']))
      const code = unlockCode(dongle.told.key, number, { kind: 'points', points: 5 }, 1)
      const grouped = code.replace(/(.{4})(?=.)/g, '$1-')
      const names = [number.toLowerCase(), dongle.caratId, code, grouped, ordered.number, ordered.id, unlock]
      for (const name of [...names, release?.id ?? ''])
        expect([name, await idsFor(name)]).toEqual([name, [release?.id]])
      expect(JSON.stringify(all)).not.toContain(code.slice(6))
    })

    test('a code for fewer points than are released leads to that release, and E to its own', async () => {
      const [five] = await releases(number)
      await order('E')
      const code = (type: Parameters<typeof unlockCode>[2]) => unlockCode(dongle.told.key, number, type, 1)
      expect(await idsFor(code({ kind: 'points', points: 3 }))).toEqual([five?.id])
      expect(await idsFor(code({ kind: 'points', points: 7 }))).toEqual([])
      const [e] = await releases(code({ kind: 'e' }))
      expect([e?.type, e?.unlocks.map(({ answer }) => answer)]).toEqual(['E', [undefined]])
      const wrong = code({ kind: 'e' }).replace(/.$/, (last) => (last === '0' ? '1' : '0'))
      expect(await idsFor(wrong)).toEqual([])
    })

    test('why the dongle refused it', async () => {
      await answer(2, { outcome: 2, reason: 2, before: [5, 0], after: [5, 0], outcomes: [[2, 2]] })
      const [e] = await releases(number)
      expect(e?.unlocks).toMatchObject([
        { unlock: { state: 'refused', reason: 'wrong-code' }, answer: { outcome: 'refused', reason: 'wrong-code' } },
      ])
    })

    test('the text message that ordered it, with its answer', async () => {
      const { house } = door
      const inbox = await openInbox({ disk: memoryDisk(), world: house.world, limits: SMS_INBOX_LIMITS })
      const desk = await startSmsDesk(house, { inbox, texts: TEXTS, ownNumbers: [OUR_NUMBER], send: async () => {} })
      const payload = { phone: PHONE, accountId: owner.accountId }
      await door.api.inject({ method: 'POST', url: '/api/v1/sms/numbers', payload, ...as(OPERATOR_TOKEN) })
      const text = `Ich bestelle verbindlich 7P.${number}`
      await desk.inbound({ transport: 't', providerId: 'm', from: PHONE, to: null, text, sentAt: null })
      await desk.idle()
      await desk.stop()
      const [seven] = await releases(number)
      expect(seven).toMatchObject({
        type: '7P',
        order: { pricing: 'upgrade' },
        messages: [{ from: PHONE, text, answer: 'ordered', answerText: expect.stringContaining('Bestellnummer') }],
      })
      expect(await idsFor(seven?.order?.number ?? '')).toEqual([seven?.id])
    })

    test('that the office released it without an order; and what names none finds none', async () => {
      const other = `${(await door.dongle(owner.accountId)).caratId}0BADCAFE`
      const id = await door.release(other, { kind: 'points', points: 1 })
      const [release] = await releases(other)
      expect([release?.id, release?.order, release?.who]).toEqual([id, undefined, 'operator'])
      for (const text of ['B-00000000', 'B-', 'FFFFFFFF', '0'.repeat(16), 'F'.repeat(16), `${number}0`])
        expect(await idsFor(text)).toEqual([])
    })
  },
)
