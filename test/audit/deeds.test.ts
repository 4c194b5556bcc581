import { expect, test } from 'vitest'
import { cancel } from '../../src/flows/cancel.ts'
import { redeem } from '../../src/flows/redeem.ts'
import type { Ledger } from '../../src/flows/tables.ts'
import { verifyAudit } from '../../src/store/audit-chain.ts'
import { sealOnce } from '../../src/store/seal.ts'
import { as, NO_CODE, openDoor } from '../http/open-door.ts'
import { openWorld } from '../world.ts'

const YEAR = { type: 'sim-extend', simKind: 'telia-iot', period: 'P1Y' } as const

/** Every entry's act and subject kind, once the chain is sealed and found sound. */
async function chained(ledger: Ledger, now: number): Promise<string[]> {
  await ledger.transact('seal', (tx) => sealOnce(tx, now, 'test'))
  const rows = await ledger.reads.selectFrom('audit').selectAll().execute()
  const verdict = await verifyAudit(ledger.reads)
  if (verdict.kind !== 'sound') throw new Error(JSON.stringify(verdict))
  expect(verdict.head.seq).toBe(rows.length)
  return rows.map(({ act, subject }) => `${act} ${subject.split(':')[0]}`)
}

/** How often each was done. */
const tally = (deeds: readonly string[]): Record<string, number> => {
  const counts: Record<string, number> = {}
  for (const deed of deeds) counts[deed] = (counts[deed] ?? 0) + 1
  return counts
}

test('minting, redeeming, applying, refusing and both ways of giving back are in the chain, and no code is', async () => {
  const world = await openWorld()
  const [it] = world.collars
  if (!it) throw new Error('no collar')
  const { house } = world.running()
  await it.collar.power('on')
  await world.advance(5_000)
  const codes = await world.mint(YEAR, 2)
  let keys = 0
  const enter = async (code: string): Promise<string> => {
    const request = { actor: it.owner.actor, deviceId: it.deviceId, code, idempotencyKey: `deed-${keys++}` }
    const outcome = await redeem(house, request)
    return outcome.kind === 'accepted' ? outcome.redemptionId : outcome.kind
  }
  const [first = '', second = ''] = codes
  await enter(first)
  await world.advance(5_000)
  expect([await enter(first), await enter(NO_CODE), await enter('short')]).toEqual(['refused', 'refused', 'refused'])
  await it.collar.power('off')
  await world.advance(60_000)
  expect(await cancel(house, it.owner.actor, await enter(second))).toBe('cancelled')
  await enter(second)
  await it.collar.swapSim('another')
  await it.collar.power('on')
  await world.advance(60_000)
  const deeds = tally(await chained(house.ledger, world.clock.now()))
  expect(deeds).toMatchObject({
    'mint batch': 1,
    'redeem redemption': 3,
    'apply redemption': 1,
    'refuse code': 1,
    'refuse device': 2,
    'give-back redemption': 2,
  })
  const rows = JSON.stringify(await house.ledger.reads.selectFrom('audit').selectAll().execute())
  for (const code of [...codes, NO_CODE]) expect(rows).not.toContain(code)
  await world.close()
})

test('ordering, minting, every export, its confirmation and revoking are in the chain', async () => {
  const door = await openDoor()
  const shop = await door.person('reseller', 'reseller')
  let keys = 0
  const post = (url: string, payload: object) =>
    door.api.inject({ method: 'POST', url: `/api/v1${url}`, payload, ...as(shop, { 'idempotency-key': `d${keys++}` }) })
  const product = { type: 'sim-extend', simKind: 'tele2', period: 'P1Y' }
  const { id } = (await post('/batches', { family: 'sim-activation', product, count: 3 })).json()
  await door.minter.idle()
  const csv = await door.api.inject({ url: `/api/v1/batches/${id}/export.csv`, ...as(shop) })
  const [, line = ''] = csv.body.split('\r\n')
  expect((await post(`/batches/${id}/confirmation`, {})).statusCode).toBe(200)
  expect((await post('/codes/revocation', { code: line.split(',')[1], reason: 'stolen' })).statusCode).toBe(200)
  expect((await post(`/batches/${id}/revocation`, { reason: 'not-paid' })).statusCode).toBe(200)
  const deeds = tally(await chained(door.house.ledger, door.clock.now()))
  expect(deeds).toMatchObject({
    'order-batch batch': 1,
    'mint batch': 1,
    'export-batch batch': 1,
    'confirm-export batch': 1,
    'revoke-code code': 1,
    'revoke-batch batch': 1,
  })
  await door.close()
})
