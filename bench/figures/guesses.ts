import { join } from 'node:path'
import { ALPHABET_31, check31 } from '../../src/codes/check-31.ts'
import { below, seededRandom } from '../../src/std/random.ts'
import { type Figure, figure } from '../figure.ts'
import { inNewDirectory, type MeasuredHouse, startHouse } from '../house/house.ts'
import { type Load, startLoad, type Wish } from '../load/load.ts'
import { wishesOf } from '../load/wishes.ts'

const PEOPLE = { accounts: 32, collars: 256 }
const GUESSES = 100_000
const GUESSING_CLIENTS = 4
/** Good redemptions of other people, before and meanwhile. */
const OTHERS = 2_000
const OTHER_CLIENTS = 2
/** Another address than the guesser's: the loopback network answers from all of 127.0.0.0/8 on Linux. */
const OTHER_ADDRESS = '127.0.1.1'
/** Ten an hour (src/codes/budget.ts), and what comes back to the budget meanwhile. */
const JUDGED_MOST = 11

/** One person guesses 100,000 codes that have the right shape: how many are judged at all, and what it costs the others. */
export function guessFigures(): Promise<Figure[]> {
  return inNewDirectory(async (directory) => {
    const house = await startHouse(join(directory, 'house'), { ...PEOPLE, codes: 2 * OTHERS })
    const [guesser, others] = [startLoad(), startLoad()]
    try {
      return await measure(house, guesser, others)
    } finally {
      await Promise.all([guesser.stop(), others.stop(), house.stop()])
    }
  })
}

async function measure(house: MeasuredHouse, guesser: Load, others: Load): Promise<Figure[]> {
  const { hostname: host, port } = house.httpUrl
  const at = { host, port: Number(port) }
  const { collars, codes } = house.seeded
  const elsewhere = { ...house.seeded, collars: collars.filter(({ person }) => person !== 0) }
  const wishes = wishesOf({ ...elsewhere, codes }, 'others')
  const redeem = () =>
    others.run({ ...at, clients: OTHER_CLIENTS, localAddress: OTHER_ADDRESS, wishes: wishes.splice(0, OTHERS) })
  const calm = await redeem()
  const guessing = guesser.run({ ...at, clients: GUESSING_CLIENTS, anyAnswer: true, wishes: guesses(house) })
  const meanwhile = await redeem()
  const { statuses } = await guessing
  return [
    figure('guesses-accepted', `of ${GUESSES}`, { value: statuses[202] ?? 0 }, { of: 'value', most: 0 }),
    figure('guesses-judged', `of ${GUESSES}`, { value: statuses[404] ?? 0 }, { of: 'value', most: JUDGED_MOST }),
    figure(
      'others-p99-under-guessing',
      'ms',
      { value: meanwhile.p99_ms, peer: { name: 'nobody guessing', value: calm.p99_ms } },
      { of: 'ratio', most: 2 },
    ),
  ]
}

/** As good as guesses get: length, alphabet and check character are right. */
function guesses({ seeded: { collars, people } }: MeasuredHouse): Wish[] {
  const random = seededRandom(1)
  const collar = collars.find(({ person }) => person === 0)
  const [person] = people
  if (!collar || !person) throw new Error('nobody to guess')
  return Array.from({ length: GUESSES }, (_, n) => {
    const symbols = Array.from({ length: 13 }, () => ALPHABET_31[below(random, ALPHABET_31.length)]).join('')
    return { deviceId: collar.deviceId, token: person.token, code: symbols + check31(symbols), key: `guess-${n}` }
  })
}
