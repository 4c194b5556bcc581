import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { DemoFile } from '../../src/main/demo.ts'
import { addPeriod, instantText } from '../../src/std/period.ts'
import { type Client, signInOwner } from './client.ts'
import { demoCollars, demoFile, type Program, start } from './program.ts'

const dir = mkdtempSync(join(tmpdir(), 'koppel-redeem-'))
let program: Program
let demo: DemoFile
let owner: Client
beforeAll(async () => {
  program = await start('demo', { dir })
  demo = demoFile(dir)
  owner = await signInOwner(demo)
})
afterAll(async () => {
  await program.stop('SIGKILL')
  rmSync(dir, { recursive: true, force: true })
})

/** The `nth` collar with a SIM of this kind, and a code for it that no other test takes. */
function pick(simKind: string, nth = 0): { id: string; imei: string; code: string } {
  const { id, imei } = demoCollars(demo).filter((device) => device.simKind === simKind)[nth]!
  const at = demo.codes.findIndex((code) => code.simKind === simKind)
  return { id, imei, code: demo.codes.splice(at, 1)[0]!.code }
}

/** Minor units; NaN where there is no balance. */
const balance = (carried: object | undefined): number =>
  carried && 'balanceMinor' in carried ? Number(carried.balanceMinor) : Number.NaN

const powers = (imei: string, power: 'on' | 'off') =>
  owner.ask('POST', `/api/v1/simulator/collars/${imei}`, { body: { power } })

test('a code is accepted, sent and applied, and the new end is the one that the collar reports', async () => {
  const { id, code } = pick('telia-iot')
  const before = (await owner.device(id)).sim?.validUntil ?? ''
  const accepted = await owner.redeem(id, code, 'to-the-end')
  expect([accepted.status, accepted.body.state]).toEqual([202, 'queued'])
  const told = await owner.follow(accepted.body.id, 'applied')
  const last = told.at(-1)!
  expect(last.history.map(({ state }) => state)).toEqual(['queued', 'sent', 'applied'])
  const expected = instantText(addPeriod(Date.parse(before), 'P1Y'))
  expect(last.effect).toMatchObject({ before: { validUntil: before }, after: { validUntil: expected } })
  expect((await owner.device(id)).sim?.validUntil).toBe(expected)
})

test('a top-up adds to the balance, and the same request again gets the same answer and no second effect', async () => {
  const { id, code } = pick('travel-sim')
  const accepted = await owner.redeem(id, code, 'sent-twice')
  const { before, after } = (await owner.follow(accepted.body.id, 'applied')).at(-1)!.effect
  expect(after).toEqual({ currency: 'SEK', balanceMinor: balance(before) + 10_000 })
  expect(await owner.redeem(id, code, 'sent-twice')).toEqual(accepted)
  // Reports cost balance, a krona in hours: it is a little less by now, and a second effect would be far more.
  const spent = balance(after) - balance((await owner.device(id)).sim)
  expect(spent).toBeGreaterThanOrEqual(0)
  expect(spent).toBeLessThan(100)
  expect((await owner.redeem(id, pick('travel-sim').code, 'sent-twice')).body).toMatchObject({
    code: 'idempotency-key-reused',
  })
})

test('a collar that is switched off gets the effect when it comes back', async () => {
  const { id, imei, code } = pick('tele2')
  const before = (await owner.device(id)).sim?.validUntil ?? ''
  await powers(imei, 'off')
  await expect.poll(async () => (await owner.device(id)).online).toBe(false)
  const { body } = await owner.redeem(id, code, 'while-off')
  const waiting = await owner.ask<{ state: string }>('GET', `/api/v1/redemptions/${body.id}`)
  expect(waiting.body.state).toBe('queued')
  await powers(imei, 'on')
  await owner.follow(body.id, 'applied')
  expect((await owner.device(id)).sim?.validUntil).toBe(instantText(addPeriod(Date.parse(before), 'P1Y')))
})

const REFUSALS = {
  'wrong-sim-kind': {
    sv: 'Koden gäller en annan sorts SIM-kort',
    de: 'Der Code gilt für eine andere Art von SIM-Karte',
    en: 'The code is for another kind of SIM card',
  },
  'already-used-by-you': {
    sv: 'Du har redan använt koden',
    de: 'Sie haben diesen Code bereits verwendet',
    en: 'You have used this code already',
  },
  'malformed-check': {
    sv: 'Det finns ett skrivfel i koden',
    de: 'Der Code enthält einen Tippfehler',
    en: 'There is a typing mistake in the code',
  },
} as const

test.each(Object.entries(REFUSALS))(
  '%s is told in Swedish, German and English, with what to do',
  async (name, titles) => {
    const { id, code } = await refused(name)
    for (const [language, title] of Object.entries(titles)) {
      const { status, type, body } = await owner.preview(id, code, language)
      expect(type).toContain('application/problem+json')
      expect(body).toMatchObject({ status, code: name, title, retryable: false })
      expect(body.detail.length).toBeGreaterThan(40)
    }
  },
)

/** A code that is refused for this reason at this device. */
async function refused(name: string): Promise<{ id: string; code: string }> {
  if (name === 'wrong-sim-kind') return { id: pick('tele2', 1).id, code: pick('telia-iot').code }
  const { id, code } = pick('travel-sim', 1)
  // Another last character is another check character: never the right one.
  if (name === 'malformed-check') return { id, code: code.slice(0, -1) + (code.endsWith('A') ? 'B' : 'A') }
  const accepted = await owner.redeem(id, code, 'once')
  await owner.follow(accepted.body.id, 'applied')
  return { id, code }
}
