import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { claimDevice } from '../../src/flows/owning/claim.ts'
import { claimEach } from '../../src/flows/owning/claim-many.ts'
import { startCloser } from '../../src/flows/privacy/closer.ts'
import { askClosing, cancelClosing, GRACE_MS } from '../../src/flows/privacy/closing.ts'
import { PLACES } from '../setup/ledgers.ts'
import { agreeing, LETTERS } from './agreeing.ts'
import { type OwningStory, owningStory, personOf } from './setting.ts'

const OPERATOR = { kind: 'operator', source: '192.0.2.9' } as const

describe.each(PLACES.filter(({ name }) => name !== 'SQLite in a file'))(
  'agreeing with an account that is to be closed, on $name',
  (kind) => {
    let story: OwningStory
    let act: ReturnType<typeof agreeing>
    beforeEach(async () => {
      story = await owningStory(kind)
      act = agreeing(story)
    })
    afterEach(() => story.end())

    const anna = () => personOf(story.people[0])
    const bo = () => personOf(story.people[1])
    const accountOf = (nth: number) => story.people[nth]?.accountId ?? ''
    const close = (nth: number) =>
      askClosing(story.house, LETTERS, { actor: OPERATOR, accountId: accountOf(nth), password: '' })
    const keep = (nth: number) =>
      cancelClosing(story.house, LETTERS.texts, { actor: OPERATOR, accountId: accountOf(nth) })
    const offer = () =>
      act.ask(anna(), { kind: 'hand-over', deviceId: story.people[0]?.deviceId ?? '', email: 'P1@example.org' })
    const imeiOfAnna = async () =>
      (await story.rows('devices')).find(({ id }) => id === story.people[0]?.deviceId)?.serial ?? ''
    const owner = async () =>
      (await story.rows('ownerships')).find(
        ({ device_id, until_at }) => device_id === story.people[0]?.deviceId && until_at === null,
      )?.account_id
    const states = async () => (await story.rows('agreements')).map(({ kind, state }) => `${kind} ${state}`).sort()
    const told = async () => (await act.mails()).filter(([, kind]) => kind.endsWith('-cancelled'))

    test('a device is not given to it, and is as soon as the account is kept', async () => {
      await close(1)
      const id = await offer()
      expect(await act.confirm(anna(), id)).toBe('confirmed')
      expect(await act.confirm(bo(), id)).toBe('account-closing')
      expect(await owner()).toBe(accountOf(0))
      expect(await keep(1)).toBe('cancelled')
      expect(await act.confirm(bo(), id)).toBe('done')
      expect(await owner()).toBe(accountOf(1))
    })

    test('it registers no device, by itself or from a file, and does as soon as it is kept', async () => {
      const [imei = '', next = ''] = await story.stock(2)
      const claim = { kind: 'collar', serial: imei } as const
      await close(1)
      expect(await claimDevice(story.house, bo(), claim)).toEqual({ kind: 'account-closing' })
      const lines = [{ wanted: { kind: 'collar' as const, serial: next }, line: 2 }]
      expect(await claimEach(story.house, bo(), { lines })).toMatchObject([{ kind: 'account-closing' }])
      expect((await story.rows('ownerships')).filter(({ account_id }) => account_id === accountOf(1))).toHaveLength(1)
      expect(await keep(1)).toBe('cancelled')
      expect(await claimDevice(story.house, bo(), claim)).toMatchObject({ kind: 'registered' })
      expect(await claimEach(story.house, bo(), { lines })).toMatchObject([{ kind: 'registered' }])
    })

    test('it asks for no device, and neither asks for a merge nor joins in one', async () => {
      await close(1)
      expect(await act.asked(bo(), { kind: 'hand-over', imei: await imeiOfAnna() })).toEqual({
        kind: 'account-closing',
      })
      expect(await act.asked(bo(), { kind: 'merge', email: 'p0@example.org' })).toEqual({ kind: 'account-closing' })
      const id = await act.ask(anna(), { kind: 'merge', email: 'p1@example.org' })
      expect(await act.confirm(bo(), id)).toBe('account-closing')
      expect(await states()).toEqual(['merge open'])
      expect(await story.rows('account_merges')).toEqual([])
    })

    test('asking to close cancels what it was about to agree on, and tells the other side', async () => {
      const asked = await act.ask(bo(), { kind: 'hand-over', imei: await imeiOfAnna() })
      const merge = await act.ask(anna(), { kind: 'merge', email: 'p1@example.org' })
      expect(await act.confirm(bo(), merge)).toBe('confirmed')
      await close(0)
      expect(await states()).toEqual(['hand-over cancelled', 'merge cancelled'])
      expect(await told()).toEqual([
        ['p1@example.org', 'hand-over-cancelled'],
        ['p1@example.org', 'merge-cancelled'],
      ])
      for (const id of [asked, merge]) expect(await act.confirm(anna(), id)).toBe('over')
      const deeds = (await story.rows('audit')).filter(({ act }) => act.startsWith('cancel-'))
      expect(deeds.map(({ account_id }) => account_id)).toEqual([accountOf(0), accountOf(0)])
      await close(0)
      expect((await told()).length).toBe(2)
    })

    test('what it is in when the other side closes is over too', async () => {
      const id = await act.ask(bo(), { kind: 'hand-over', imei: await imeiOfAnna() })
      await close(1)
      expect(await act.confirm(anna(), id)).toBe('over')
      expect(await told()).toEqual([['p0@example.org', 'hand-over-cancelled']])
    })

    test('a device may be given away until erasing begins; what is open then is over, and the other side is told', async () => {
      await close(0)
      expect(await act.confirm(bo(), await offer())).toBe('confirmed')
      expect(await act.cancel(bo(), (await story.rows('agreements'))[0]?.id ?? '')).toBe('cancelled')
      // Past half of the grace, so that what is asked now is still open at its end.
      await story.clock.advance(GRACE_MS / 2)
      const late = await act.ask(bo(), { kind: 'hand-over', imei: await imeiOfAnna() })
      await story.clock.advance(GRACE_MS / 2)
      const closer = startCloser(story.house, LETTERS)
      await closer.idle()
      await closer.stop()
      expect(await states()).toEqual(['hand-over cancelled', 'hand-over cancelled'])
      expect((await told()).at(-1)).toEqual(['p1@example.org', 'hand-over-cancelled'])
      expect(await act.confirm(bo(), late)).toBe('over')
    })
  },
)
