import { afterEach, expect, test } from 'vitest'
import { DOUBT_WAIT_MS } from '../../src/flows/sms/claim.ts'
import { putInOutbox } from '../../src/flows/sms/outbox.ts'
import { settle } from '../../src/std/manual-clock.ts'
import { openWorld, type TestWorld } from '../world.ts'
import { PHONE, scriptedTransport } from './setting.ts'

/** Where a process may die over a message. */
type Moment =
  | `${string} ${'before-story' | 'before-commit' | 'after-commit'}`
  | 'before the network'
  | 'after the network'
const MESSAGES = 3
const MINUTE_MS = 60_000

let world: TestWorld
afterEach(() => world.close())

/** Sends three messages; the process dies at step number `fatal` and is started again. Tells what the network got, and the moment of death. */
async function sendAndDie(fatal: number) {
  let moment: Moment | null = null
  let step = 0
  const dies = (at: Moment): boolean => {
    if (moment !== null || step++ !== fatal) return false
    moment = at
    return true
  }
  const network: string[] = []
  const transport = scriptedTransport()
  transport.answer = async ({ id }) => {
    if (dies('before the network')) return stillness()
    network.push(id)
    if (dies('after the network')) return stillness()
    return { providerIds: [id] }
  }
  const stillness = (): Promise<never> => {
    world.crash()
    return new Promise(() => {})
  }
  const limits = { inFlight_max: 2, perMinute_max: 60 }
  const ground = { transport, limits, keep_ms: 30 * 86_400_000 }
  world = await openWorld({ kinds: [], sabotage: { ground: (under) => ({ ...under, sms: ground }) } })
  const { house } = world.running()
  const ids: string[] = []
  await house.ledger.transact('put', async (tx) => {
    for (let count = 0; count < MESSAGES; count++)
      ids.push(await putInOutbox(house, tx, { accountId: null, to: PHONE, text: `${count}`, purpose: 'answer' }))
  })
  world.storeFaults = (at, stories) => {
    const [story] = stories.filter((name) => name.startsWith('sms-'))
    if (story && dies(`${story} ${at}`)) throw new Error('SIGKILL')
  }
  await world.advance(1_000)
  await world.start()
  for (let minute = 0; minute < 3; minute++) await world.advance(DOUBT_WAIT_MS)
  await settle(20)
  const rows = await world.running().house.ledger.reads.selectFrom('sms_messages').select(['id', 'state']).execute()
  const taken = ids.map((id) => network.filter((one) => one === id).length)
  return { moment: moment as Moment | null, taken, states: rows.map(({ state }) => state) }
}

test('whenever the process dies, each message arrives; twice only where it may have left, and nobody knows', async () => {
  const moments = new Set<string>()
  let doubled = 0
  for (let fatal = 0; ; fatal++) {
    const { moment, taken, states } = await sendAndDie(fatal)
    expect(states, `dead at ${moment}`).toEqual(Array(MESSAGES).fill('handed-over'))
    for (const times of taken) expect([1, 2], `dead at ${moment}`).toContain(times)
    const twice = taken.filter((times) => times === 2).length
    if (moment === null) break
    moments.add(moment)
    doubled += twice
    // Of two that were on their way at most both are in doubt; before a claim is committed and after the outcome is, none.
    expect(twice, moment).toBeLessThanOrEqual(2)
    if (moment === 'sms-claim before-story' || moment === 'sms-claim before-commit')
      expect(twice, moment).toBeLessThanOrEqual(1)
    await world.close()
  }
  expect(moments).toContain('sms-claim after-commit')
  expect(moments).toContain('sms-settle before-commit')
  expect(moments).toContain('after the network')
  expect(doubled).toBeGreaterThan(0)
})

test('a process that dies over the same message again and again has it sent twice, and no more', async () => {
  const network: string[] = []
  const transport = scriptedTransport()
  transport.answer = ({ id }) => {
    network.push(id)
    world.crash()
    return new Promise(() => {})
  }
  const ground = { transport, limits: { inFlight_max: 1, perMinute_max: 60 }, keep_ms: 30 * 86_400_000 }
  world = await openWorld({ kinds: [], sabotage: { ground: (under) => ({ ...under, sms: ground }) } })
  const { house } = world.running()
  await house.ledger.transact('put', (tx) => putInOutbox(house, tx, { accountId: null, to: PHONE, text: 'x' }))
  for (let death = 0; death < 6; death++) {
    for (let minute = 0; minute < 3; minute++) await world.advance(MINUTE_MS)
    await world.start()
  }
  await world.advance(3 * MINUTE_MS)
  const rows = await world.running().house.ledger.reads.selectFrom('sms_messages').select(['state', 'reason']).execute()
  expect(network).toHaveLength(2)
  expect(rows).toEqual([{ state: 'unclear', reason: 'process-ended' }])
})
