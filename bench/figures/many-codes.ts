import { join } from 'node:path'
import { type Figure, figure } from '../figure.ts'
import { fillCodes } from '../house/fill-codes.ts'
import { inNewDirectory, type MeasuredHouse, reopenHouse, startHouse } from '../house/house.ts'
import { type Load, startLoad } from '../load/load.ts'
import { wishesOf } from '../load/wishes.ts'
import { ROUNDS, rounds } from '../measure/rounds.ts'

const PEOPLE = { accounts: 32, collars: 256 }
const CLIENTS = 32
const ROUND = 500
const MANY = 10_000_000

/** Redemptions per second with 10^7 codes in the table, against the few that are redeemed: does the table's size matter? */
export function manyCodesFigures(): Promise<Figure[]> {
  return inNewDirectory(async (directory) => {
    const codes = (ROUNDS + 1) * ROUND
    const few = await startHouse(join(directory, 'few'), { ...PEOPLE, codes })
    const many = await filledHouse(join(directory, 'many'), codes)
    const load = startLoad()
    try {
      const rate = await rounds({ many: redeeming(load, many), few: redeeming(load, few) })
      const peer = { name: 'the same with 5,000 codes in the table', value: rate.few }
      return [figure('redeem-among-10m', 'redemptions/s', { value: rate.many, peer }, { of: 'ratio', least: 0.8 })]
    } finally {
      await Promise.all([load.stop(), few.stop(), many.stop()])
    }
  })
}

async function filledHouse(dataDir: string, codes: number): Promise<MeasuredHouse> {
  const house = await startHouse(dataDir, { ...PEOPLE, codes })
  await house.stop()
  fillCodes(join(dataDir, 'ledger.db'), MANY)
  return reopenHouse(dataDir, house.seeded)
}

function redeeming(load: Load, house: MeasuredHouse): () => Promise<number> {
  const wishes = wishesOf(house.seeded, 'many')
  const { hostname: host, port } = house.httpUrl
  return async () => {
    const { took_ms } = await load.run({ host, port: Number(port), clients: CLIENTS, wishes: wishes.splice(0, ROUND) })
    return (ROUND * 1_000) / took_ms
  }
}
