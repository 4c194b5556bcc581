import { expect, test } from 'vitest'
import { REFUSALS } from '../std/problems.ts'
import { type CodeFacts, judge, type Place } from './judge.ts'

const NOW = Date.UTC(2026, 10, 22)
const YEAR_MS = 365 * 86_400_000
const good: CodeFacts = {
  family: 'sim-activation',
  product: { type: 'sim-extend', simKind: 'tele2', period: 'P1Y' },
  state: 'unused',
  usedByAccount: null,
  batch: { state: 'ready', notMigratable: false, campaign: false, regions: null, needsActivation: false },
  activatedAt: null,
}
const here: Place = {
  accountId: 'a',
  accountCountry: 'SE',
  presentCountries: null,
  simKind: 'tele2',
  wantedFamily: 'sim-activation',
  customerIsNew: true,
}

type Fault = { code?: Partial<CodeFacts>; batch?: Partial<CodeFacts['batch']>; place?: Partial<Place>; end?: number }

/** One fault for each refusal, in the order of precedence. */
const FAULTS: [string, Fault][] = [
  ['wrong-purpose', { place: { wantedFamily: 'registration' } }],
  ['wrong-sim-kind', { place: { simKind: 'travel-sim' } }],
  ['already-used-by-you', { code: { state: 'used', usedByAccount: 'a' } }],
  ['already-used', { code: { state: 'used', usedByAccount: 'b' } }],
  ['revoked', { batch: { state: 'revoked' } }],
  ['not-migratable', { batch: { notMigratable: true } }],
  ['not-activated', { batch: { needsActivation: true } }],
  ['expired', { end: NOW }],
  ['region-restricted', { batch: { regions: ['NO', 'FI'] } }],
  ['not-eligible', { batch: { campaign: true }, place: { customerIsNew: false } }],
]

function judged(...faults: Fault[]) {
  const code = Object.assign({}, good, ...faults.map((fault) => fault.code), {
    batch: Object.assign({}, good.batch, ...faults.map((fault) => fault.batch)),
  }) as CodeFacts
  const place = Object.assign({}, here, ...faults.map((fault) => fault.place)) as Place
  const ends = faults.flatMap((fault) => fault.end ?? [])
  return judge(code, place, NOW, ends[0] ?? NOW + YEAR_MS)
}

test('a good code in its place is good', () => {
  expect(judged()).toEqual({ ok: true })
})

test.each(FAULTS)('%s has its own cause', (refusal, fault) => {
  expect(judged(fault)).toMatchObject({ ok: false, refusal })
})

test('of two causes the one that stands first is told', () => {
  for (const [early, [first, a]] of FAULTS.entries()) {
    for (const [second, b] of FAULTS.slice(early + 1)) {
      if (first === 'already-used-by-you' && second === 'already-used') continue // one state of one code
      expect(judged(b, a), `${first} before ${second}`).toMatchObject({ refusal: first })
    }
  }
})

test('the order here is the order of the published table', () => {
  const names = Object.keys(REFUSALS)
  const places = FAULTS.map(([refusal]) => names.indexOf(refusal))
  expect(places).toEqual([...places].sort((a, b) => a - b))
})

test('a wrong SIM kind names both kinds', () => {
  expect(judged({ place: { simKind: 'travel-sim' } })).toMatchObject({
    params: { codeKind: 'tele2', deviceKind: 'travel-sim' },
  })
})

test('a code for certain countries wants the account’s there, and the device in one of them where that is known', () => {
  const regions = ['SE', 'NO']
  expect(judged({ batch: { regions } })).toEqual({ ok: true })
  expect(judged({ batch: { regions }, place: { presentCountries: ['NO'] } })).toEqual({ ok: true })
  expect(judged({ batch: { regions }, place: { presentCountries: ['DE'] } })).toMatchObject({
    refusal: 'region-restricted',
    params: { where: 'device' },
  })
  expect(judged({ batch: { regions }, place: { accountCountry: 'DE', presentCountries: ['SE'] } })).toMatchObject({
    refusal: 'region-restricted',
    params: { where: 'account' },
  })
  expect(judged({ place: { presentCountries: ['DE'] } })).toEqual({ ok: true })
})

test('where several territories share a network’s code, one that the code is for is enough', () => {
  const place = { accountCountry: 'GB', presentCountries: ['GB', 'JE'] }
  expect(judged({ batch: { regions: ['GB'] }, place })).toEqual({ ok: true })
})
