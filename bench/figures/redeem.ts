import { join } from 'node:path'
import { type Figure, figure } from '../figure.ts'
import { inNewDirectory, type MeasuredHouse, startHouse } from '../house/house.ts'
import { type Load, startLoad } from '../load/load.ts'
import { wishesOf } from '../load/wishes.ts'
import { median } from '../measure/quantile.ts'
import { ROUNDS, rounds } from '../measure/rounds.ts'
import { type RawEngine, startRawEngine } from '../peers/raw-engine.ts'

/** Enough people and collars that no two redemptions of one moment meet. */
const PEOPLE = { accounts: 32, collars: 256 }
const MANY_CLIENTS = 32
/** Redemptions of one round: about a second each. */
const ROUND = { many: 1_000, one: 300, raw: 1_000 }
const PEER = 'node:sqlite'

/** Redemptions per second through the HTTP door, durable, against the same statements on the bare engine; and how many of them share a commit. */
export function redeemFigures(): Promise<Figure[]> {
  return inNewDirectory(async (directory) => {
    const codes = (ROUNDS + 1) * (ROUND.many + ROUND.one)
    const house = await startHouse(join(directory, 'house'), { ...PEOPLE, codes })
    const raw = await startRawEngine(directory, { ...PEOPLE, codes }, ROUND.raw)
    const load = startLoad()
    try {
      return await measure(house, raw, load)
    } finally {
      await Promise.all([load.stop(), raw.stop(), house.stop()])
    }
  })
}

async function measure(house: MeasuredHouse, raw: RawEngine, load: Load): Promise<Figure[]> {
  const wishes = wishesOf(house.seeded, 'bench')
  const commitsEach: number[] = []
  const redeemed = async (clients: number, count: number): Promise<number> => {
    const { hostname: host, port } = house.httpUrl
    const before = await house.commits()
    const { took_ms } = await load.run({ host, port: Number(port), clients, wishes: wishes.splice(0, count) })
    if (clients === MANY_CLIENTS) commitsEach.push(((await house.commits()) - before) / count)
    return (count * 1_000) / took_ms
  }
  const rate = await rounds({
    many: () => redeemed(MANY_CLIENTS, ROUND.many),
    raw: () => raw.round(),
    one: () => redeemed(1, ROUND.one),
  })
  const peer = { name: `${PEER}, the same ${raw.statements} statements`, value: rate.raw }
  return [
    figure(`redeem-${MANY_CLIENTS}`, 'redemptions/s', { value: rate.many, peer }, { of: 'ratio', least: 0.6 }),
    figure('redeem-1', 'redemptions/s', { value: rate.one, peer }),
    figure(
      'commits-per-redemption',
      'commits/redemption',
      { value: median(commitsEach), peer: { name: PEER, value: 1 } },
      { of: 'value', most: 0.2 },
    ),
  ]
}
