import { request } from 'node:http'
import { join } from 'node:path'
import { systemClock } from '../../src/std/clock.ts'
import { type Figure, figure } from '../figure.ts'
import { inNewDirectory, type MeasuredHouse, startHouse } from '../house/house.ts'
import { median } from '../measure/quantile.ts'

/** Each address is asked for once. */
const PAIRS = 400
/** Of these pairs nothing counts. */
const WARMING = 50
/** Whoever asks gets three tries an hour for an address (src/codes/budget.ts): a tenth of some milliseconds is nothing that three medians tell, over any network. */
const RATIO_MOST = 1.1

export const FORGOT_FIGURES = ['forgot-time', 'register-time'] as const
type Asked = { path: string; body: (email: string) => object }

/** Milliseconds until the answer to a forgotten password, and to a registration: of an address that has an account, and beside it of one that has none. */
export function forgotFigures(): Promise<Figure[]> {
  return inNewDirectory(async (directory) => {
    const house = await startHouse(join(directory, 'house'), { accounts: PAIRS, collars: 1, codes: 0 })
    try {
      const forgot = { path: '/api/v1/password-resets', body: (email: string) => ({ email }) }
      const register = { path: '/api/v1/registrations', body: (email: string) => ({ email, name: 'Somebody' }) }
      return [await sideBySide(house, 'forgot-time', forgot, 1), await sideBySide(house, 'register-time', register, 2)]
    } finally {
      await house.stop()
    }
  })
}

/** In turn, and who comes first changes every time; the slower median stands over the faster, whichever that is. */
async function sideBySide(house: MeasuredHouse, name: string, asked: Asked, network: number): Promise<Figure> {
  const took = { known: [] as number[], unknown: [] as number[] }
  for (let at = 0; at < PAIRS; at++) {
    const sides = at % 2 === 0 ? (['known', 'unknown'] as const) : (['unknown', 'known'] as const)
    for (const side of sides) {
      // As long as the other, so that only what the house knows differs.
      const email = side === 'known' ? `owner-${at}@example.org` : `other-${at}@example.org`
      // An address a source: twenty an hour are answered for each. On Linux all of 127.0.0.0/8 is the machine's own.
      const from = `127.${network}.${at >> 6}.${(at & 63) * 2 + (side === 'known' ? 1 : 2)}`
      const ms = await timed(house.httpUrl, { ...asked, email, from })
      if (at >= WARMING) took[side].push(ms)
    }
  }
  const [known, unknown] = [median(took.known), median(took.unknown)]
  const [slow, fast] = [Math.max(known, unknown), Math.min(known, unknown)]
  const peer = { name: slow === known ? 'known slower than unknown' : 'unknown slower than known', value: fast }
  return figure(name, 'ms', { value: slow, peer }, { of: 'ratio', most: RATIO_MOST })
}

function timed(house: URL, { path, body, email, from }: Asked & { email: string; from: string }): Promise<number> {
  const clock = systemClock()
  const payload = JSON.stringify(body(email))
  const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(payload) }
  return new Promise((resolve, reject) => {
    const started_ms = clock.monotonic()
    const at = {
      host: house.hostname,
      port: house.port,
      localAddress: from,
      method: 'POST',
      path,
      headers,
      agent: false,
    }
    const asking = request(at, (answer) => {
      answer.resume()
      answer.on('end', () => {
        if (answer.statusCode === 202) resolve(clock.monotonic() - started_ms)
        else reject(new Error(`${path} was answered ${answer.statusCode}`))
      })
    })
    asking.on('error', reject)
    asking.end(payload)
  })
}
