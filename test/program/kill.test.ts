import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import type { Fields } from '../../firmware-sim/codec.ts'
import { decodeMemory, insertedSim } from '../../firmware-sim/collar/memory.ts'
import { fileNvm } from '../../firmware-sim/nvm/file-nvm.ts'
import type { SimCard } from '../../firmware-sim/sim-card.ts'
import type { RedemptionBody } from '../../src/http/redemption-schemas.ts'
import { addPeriod } from '../../src/std/period.ts'
import { type Ordeal, openOrdeal } from './ordeal.ts'

const soak = process.env.KOPPEL_SOAK !== undefined
/** Boots are further apart, the two clocks of one machine much closer. */
const SAME_SAMPLE_MS = 3_000
const SEED = Number(process.env.KOPPEL_TEST_SEED ?? 1)

test(
  `house and collars killed at chance moments: each code is unused, or its effect arrived once (seed ${SEED})`,
  async () => {
    const rounds = soak ? 100 : 6
    const ordeal = await openOrdeal({ seed: SEED, rounds })
    for (let round = 1; round <= rounds; round++)
      await ordeal.round(round % 3 === 0 ? 'collars' : 'house', round % 2 === 0 ? 'puback' : 'order')

    const accepted = await settled(ordeal)
    for (const { redemptionId } of ordeal.orders) {
      if (redemptionId) expect([...accepted.keys()]).toContain(redemptionId)
    }
    const used = []
    for (const { deviceId, code } of ordeal.orders) {
      const { status, body } = await ordeal.owner().preview(deviceId, code)
      if (status !== 200) used.push(body.code)
    }
    expect(used).toEqual([...accepted.values()].map(() => 'already-used-by-you'))

    expect(await missingSamples(ordeal)).toEqual([])
    await ordeal.stopCollars()
    // All that was acknowledged by then is stored, and nothing comes any more.
    expect(await missingSamples(ordeal)).toEqual([])
    // A few kills may by chance all come between two reports; test/puback/ has reports sent again at each.
    if (soak) expect(ordeal.tap.redelivered()).toBeGreaterThan(0)
    expect(await storedOddly(ordeal)).toEqual([])
    for (const [at, identity] of ordeal.plan.identities.entries()) {
      const { id, imei } = ordeal.devices[at]!
      const times = [...accepted.values()].filter(({ deviceId }) => deviceId === id).length
      expect([imei, timesCharged(identity.sim, carried(ordeal, imei), times)]).toEqual([imei, times])
    }
    const said = ordeal.said()
    expect(said).toContain('ready')
    expect(ordeal.secrets().filter((secret) => said.includes(secret))).toEqual([])
  },
  soak ? 3_600_000 : 150_000,
)

/** Every redemption of the house, once the collars have applied all of them. */
async function settled(ordeal: Ordeal): Promise<Map<string, RedemptionBody>> {
  const owner = ordeal.owner()
  const accepted = new Map<string, RedemptionBody>()
  for (const { id } of ordeal.devices) {
    let next: string | null = ''
    while (next !== null) {
      const path: string = `/api/v1/devices/${id}/redemptions?limit=200${next && `&cursor=${next}`}`
      const page = await owner.ask<{ items: RedemptionBody[]; next: string | null }>('GET', path)
      for (const redemption of page.body.items) {
        await owner.follow(redemption.id, 'applied')
        accepted.set(redemption.id, redemption)
      }
      next = page.body.next
    }
  }
  return accepted
}

/** What is in the collar, from its own memory. */
function carried(ordeal: Ordeal, imei: string): SimCard {
  const bytes = fileNvm(join(ordeal.dir, 'sim', `${imei}.nvm`)).load()
  if (!bytes) throw new Error(`collar ${imei} has no memory`)
  return insertedSim(decodeMemory(bytes))
}

/** How often a SIM was charged between `before` and `after`; NaN when no number of times explains it. @param most where counting ends */
function timesCharged(before: SimCard, after: SimCard, most: number): number {
  if ('balance' in before && 'balance' in after) {
    // Traffic costs 2 kronor a megabyte: never as much as one code brings. A SIM that only spent is at minus zero.
    return Math.ceil((after.balance - before.balance) / 10_000) + 0
  }
  if (!('until' in before && 'until' in after)) return Number.NaN
  let until = Date.parse(before.until)
  for (let times = 0; times <= most + 1; times++) {
    if (until === Date.parse(after.until)) return times
    until = addPeriod(until, 'P1Y')
  }
  return Number.NaN
}

/** A sample that was sent and a point that is stored may be the same one. A dog asleep is where it was, but the count of bytes grows with every report of a boot. */
function isSame({ t, bytes }: Fields, [at, value]: [string, number]): boolean {
  return value === bytes && Math.abs(Date.parse(at) - Number(t) * 1000) < SAME_SAMPLE_MS
}

async function storedPoints(ordeal: Ordeal, deviceId: string): Promise<[string, number][]> {
  const path = `/api/v1/devices/${deviceId}/series?field=bytes`
  return (await ordeal.owner().ask<{ points: [string, number][] }>('GET', path)).body.points
}

/** Points for which no sample was sent that is not stored already: whatever was sent again, whole or in another report, must stand there once. */
async function storedOddly(ordeal: Ordeal): Promise<string[]> {
  const odd: string[] = []
  for (const { id, imei } of ordeal.devices) {
    const unused = new Set(ordeal.tap.sent.get(imei))
    for (const point of await storedPoints(ordeal, id)) {
      const apart_ms = ({ t }: Fields): number => Math.abs(Date.parse(point[0]) - Number(t) * 1000)
      const [sample] = [...unused].filter((one) => isSame(one, point)).sort((a, b) => apart_ms(a) - apart_ms(b))
      if (!sample || !unused.delete(sample)) odd.push(`${imei} ${point.join(' ')}`)
    }
  }
  return odd
}

/** Waits until telemetry holds every sample whose report had its PUBACK. @returns those that it does not hold */
async function missingSamples(ordeal: Ordeal): Promise<string[]> {
  await expect.poll(() => ordeal.tap.acknowledged.size, { timeout: 30_000 }).toBe(ordeal.devices.length)
  // What is acknowledged from here on is not waited for.
  const acknowledged = [...ordeal.tap.acknowledged].map(([imei, samples]) => ({ imei, samples: [...samples] }))
  let missing: string[] = []
  const look = async (): Promise<number> => {
    missing = []
    for (const { imei, samples } of acknowledged) {
      const { id } = ordeal.devices.find((device) => device.imei === imei)!
      const points = await storedPoints(ordeal, id)
      for (const sample of samples)
        if (!points.some((point) => isSame(sample, point))) missing.push(`${imei} ${sample.t} ${sample.bytes}`)
    }
    return missing.length
  }
  await vi.waitUntil(async () => (await look()) === 0, { timeout: 15_000, interval: 500 }).catch(() => {})
  return missing
}
