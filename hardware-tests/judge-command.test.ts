import { expect, test } from 'vitest'
import { signBody, signingKey } from '../firmware-sim/signature.ts'
import { type CommandAnswer, judgeCommand } from './judge-command.ts'
import { type CommandVector, readVectors } from './vectors.ts'

const { cast, commands } = readVectors()

function vector(name: string): CommandVector {
  const found = commands.find((one) => one.name === name)
  if (!found) throw new Error(`no vector "${name}"`)
  return found
}

const TOP_UP = vector('a top-up')
const KNOWN = vector('a command that it knows')
const TOP_UP_BODY = {
  ...JSON.parse(Buffer.from(JSON.parse(Buffer.from(TOP_UP.payload, 'hex').toString()).body, 'base64url').toString()),
  outcome: 'applied',
  before: TOP_UP.expect.before,
  after: TOP_UP.expect.after,
  at: cast.clock,
  outcomes: [[1, 'applied']],
}

/** What a collar would publish: this body under the cast's own key. */
function result(change: object = {}): CommandAnswer {
  const body = Buffer.from(JSON.stringify({ ...TOP_UP_BODY, ...change }))
  const sig = signBody(signingKey(cast.collar.seed), 'koppel/v1/result', body)
  return { body: body.toString('hex'), sig: Buffer.from(sig).toString('hex') }
}
const judged = (answer: CommandAnswer, highestCounter = 1) =>
  judgeCommand(cast, TOP_UP, { answers: [answer], highestCounter })

test('a right answer has no fault, whatever else its body holds and in whatever order', () => {
  expect(judged(result())).toEqual([])
  expect(judged(result({ firmware: 'x' }))).toEqual([])
})

test.each([
  ['outcome', { outcome: 'refused' }],
  ['after', { after: TOP_UP.expect.before }],
  ['before', { before: TOP_UP.expect.after }],
  ['id', { id: '00000000-0000-4000-8000-000000000000' }],
  ['device', { device: '001012340000011' }],
  ['counter', { counter: 2 }],
  ['iccid', { iccid: '8946' }],
  ['at', { at: cast.clock + 1 }],
  ['reason', { reason: 'wrong-sim' }],
])('a body with another %s is told by that name', (name, change) => {
  expect(judged(result(change))).toEqual([expect.stringMatching(`^${name}: `)])
})

test('a body signed by another key, or changed after signing, is told', () => {
  const right = result() as { body: string; sig: string }
  const turned = Buffer.from(right.sig, 'hex')
  turned[0] = (turned[0] ?? 0) ^ 1
  expect(judged({ ...right, sig: turned.toString('hex') })).toEqual(['the signature does not fit the body'])
  expect(judged({ ...right, sig: '' })).toEqual(['the signature does not fit the body'])
})

test('a counter that did not reach the memory is told', () => {
  expect(judged(result(), 0)).toEqual(['highestCounter: 0, not 1'])
})

test('an event where a result is due is told, and a result where an event is due', () => {
  const event = { event: 'command-rejected', reason: 'malformed' }
  expect(judged(event)).toEqual(['rejected as malformed'])
  const rejected = vector('a flipped bit in the body')
  const said = { answers: [result()], highestCounter: 0 }
  expect(judgeCommand(cast, rejected, said)).toEqual(['a result, where nothing but an event may follow'])
  expect(judgeCommand(cast, rejected, { ...said, answers: [event] })).toEqual([
    'reason: "malformed", not "bad-signature"',
  ])
})

test('a known command must be answered with the very bytes of the first time', () => {
  const first = result()
  expect(judgeCommand(cast, KNOWN, { answers: [first, first], highestCounter: 1 })).toEqual([])
  const again = result({ firmware: 'made anew' })
  expect(judgeCommand(cast, KNOWN, { answers: [first, again], highestCounter: 1 })).toEqual([
    'not the stored result, byte for byte',
  ])
})

test('a command without an answer, and a body that is no object, are told', () => {
  expect(judgeCommand(cast, TOP_UP, { answers: [], highestCounter: 1 })).toEqual(['1 commands had 0 answers'])
  expect(judged({ body: '', sig: '' })).toEqual(['the body is not-an-object'])
})
