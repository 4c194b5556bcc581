import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { signIn } from '../../src/flows/sign-in.ts'
import { askRegistration, askReset } from '../../src/flows/users/ask-link.ts'
import { followLink } from '../../src/flows/users/follow-link.ts'
import { invite } from '../../src/flows/users/invite.ts'
import { changeLevel, removeMember } from '../../src/flows/users/members.ts'
import { changeOwnPassword } from '../../src/flows/users/own-password.ts'
import { loadTexts } from '../../src/std/texts.ts'
import { PLACES } from '../setup/ledgers.ts'
import { lastMail, mailed } from './mailed.ts'
import { type AccountStory, accountStory, actorOf } from './setting.ts'

const letters = { texts: loadTexts(join(import.meta.dirname, '../../texts')), publicUrl: () => 'http://koppel.test' }
const PASSWORD = 'a dozen letters'
const source = '192.0.2.1'

describe.each(PLACES)('$name', (kind) => {
  let story: AccountStory
  beforeEach(async () => {
    story = await accountStory(kind)
  })
  afterEach(() => story.end())

  const registered = async (email: string) => {
    await askRegistration(story.house, letters, {
      ...{ email, name: 'Eva', accountName: 'Eva', country: 'SE', language: 'sv', source },
    })
    const { token = '' } = await lastMail(story.house)
    const used = await followLink(story.house, letters, { token, password: PASSWORD })
    if (used.kind !== 'used') throw new Error(used.kind)
    const signed = await signIn(story.house, email, PASSWORD)
    const { reads } = story.house.ledger
    const member = await reads
      .selectFrom('memberships')
      .selectAll()
      .where('user_id', '=', signed?.kind === 'signed-in' ? signed.userId : '')
      .executeTakeFirstOrThrow()
    return { accountId: member.account_id, userId: member.user_id, level: member.level }
  }

  test('a link works once, though it is followed many times at once', async () => {
    await askRegistration(story.house, letters, {
      ...{ email: 'eva@example.org', name: 'Eva', accountName: 'Eva', country: 'SE', language: 'sv', source },
    })
    const { token = '' } = await lastMail(story.house)
    const told = await Promise.all(
      Array.from({ length: 10 }, () => followLink(story.house, letters, { token, password: PASSWORD })),
    )
    expect(told.filter(({ kind: one }) => one === 'used')).toHaveLength(1)
    const users = await story.house.ledger.reads
      .selectFrom('users')
      .select('id')
      .where('email', '=', 'eva@example.org')
      .execute()
    expect(users).toHaveLength(1)
    await askReset(story.house, letters, { email: 'eva@example.org', language: 'sv', source })
    const { token: reset = '' } = await lastMail(story.house)
    const again = await Promise.all(
      Array.from({ length: 3 }, () => followLink(story.house, letters, { token: reset, password: PASSWORD })),
    )
    expect(again.filter(({ kind: one }) => one === 'used')).toHaveLength(1)
  })

  test('two owners who demote or remove each other at once leave one', async () => {
    const eva = await registered('eva@example.org')
    const { accountId } = eva
    const asked = { accountId, email: 'adam@example.org', name: 'Adam', level: 'owner', language: 'sv' } as const
    await invite(story.house, letters, actorOf({ ...eva, token: '' } as never), asked)
    const { token = '' } = await lastMail(story.house)
    await followLink(story.house, letters, { token, password: PASSWORD })
    const signed = await signIn(story.house, 'adam@example.org', PASSWORD)
    const adam = signed?.kind === 'signed-in' ? signed.userId : ''
    const by = (userId: string) => ({ kind: 'user', userId, sessionId: 's', source }) as const
    const told = await Promise.all([
      removeMember(story.house, by(adam), { accountId, userId: eva.userId }),
      changeLevel(story.house, by(eva.userId), { accountId, userId: adam }, 'viewer'),
    ])
    expect(told.filter(({ kind: one }) => one === 'done')).toHaveLength(1)
    const owners = await story.house.ledger.reads
      .selectFrom('memberships')
      .select('user_id')
      .where('account_id', '=', accountId)
      .where('level', '=', 'owner')
      .execute()
    expect(owners).toHaveLength(1)
  })

  test('a link for a password ends every session, and what was being signed in with the old password comes to nothing', async () => {
    const { userId } = await registered('eva@example.org')
    await askReset(story.house, letters, { email: 'eva@example.org', language: 'sv', source })
    const { token = '', kind: told } = await lastMail(story.house)
    expect(told).toBe('user-reset')
    const [used] = await Promise.all([
      followLink(story.house, letters, { token, password: 'another dozen' }),
      signIn(story.house, 'eva@example.org', PASSWORD),
      signIn(story.house, 'eva@example.org', PASSWORD),
    ])
    expect(used.kind).toBe('used')
    const sessions = await story.house.ledger.reads
      .selectFrom('sessions')
      .select('id')
      .where('user_id', '=', userId)
      .execute()
    expect(sessions).toEqual([])
    expect(await signIn(story.house, 'eva@example.org', PASSWORD)).toBeNull()
    expect(await signIn(story.house, 'eva@example.org', 'another dozen')).not.toBeNull()
    expect((await lastMail(story.house)).kind).toBe('user-password-changed')
  })

  test('after half an hour, or once the password was changed, the link is over', async () => {
    const { userId } = await registered('eva@example.org')
    const asked = async () => {
      await askReset(story.house, letters, { email: 'eva@example.org', language: 'sv', source })
      return (await lastMail(story.house)).token ?? ''
    }
    const late = await asked()
    await story.clock.advance(30 * 60_000)
    expect(await followLink(story.house, letters, { token: late, password: PASSWORD })).toEqual({ kind: 'link-over' })
    const token = await asked()
    const actor = { kind: 'user', userId, sessionId: 's', source } as const
    const changed = { current: PASSWORD, password: 'another dozen' }
    expect((await changeOwnPassword(story.house, letters, actor, changed)).kind).toBe('changed')
    expect(await followLink(story.house, letters, { token, password: PASSWORD })).toEqual({ kind: 'link-over' })
  })

  test('an unknown address costs what a known one costs: the same rows, one mail', async () => {
    await registered('eva@example.org')
    const rows = async () => {
      const { reads } = story.house.ledger
      const counted = (['mail_links', 'mails', 'audit', 'guesses'] as const).map((table) =>
        reads
          .selectFrom(table)
          .select(({ fn }) => fn.countAll<number | bigint>().as('rows'))
          .executeTakeFirstOrThrow(),
      )
      return (await Promise.all(counted)).map(({ rows: count }) => Number(count))
    }
    const cost = async (email: string) => {
      const before = await rows()
      expect(await askReset(story.house, letters, { email, language: 'sv', source: email })).toEqual({ kind: 'asked' })
      return (await rows()).map((count, at) => count - (before[at] ?? 0))
    }
    expect((await cost('nobody@example.org')).slice(0, 3)).toEqual((await cost('eva@example.org')).slice(0, 3))
    expect((await mailed(story.house)).slice(-2).map(({ kind: told, token }) => [told, token === undefined])).toEqual([
      ['user-nobody', true],
      ['user-reset', false],
    ])
  })
})
