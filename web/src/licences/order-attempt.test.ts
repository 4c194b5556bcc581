import { expect, test } from 'vitest'
import type { Order, OrderPreview } from '../api-types.ts'
import type { Trouble } from '../trouble.ts'
import { NEW_ORDER, nextOrder, type OrderAttempt, type OrderInput } from './order-attempt.ts'

const wish = { licenceNumber: '1234567890ABCDEF', type: '5P' }
const preview = { pricing: 'new' } as OrderPreview
const lost: Trouble = { kind: 'network' }
const refused = { kind: 'problem', problem: { status: 400 } } as Trouble
const run = (inputs: OrderInput[], from: OrderAttempt = NEW_ORDER) => inputs.reduce(nextOrder, from)
const sent: OrderInput[] = [
  { kind: 'check', wish },
  { kind: 'previewed', preview },
  { kind: 'confirm', key: 'k1' },
]

test('an order whose answer is lost keeps its key until it is known what became of it', () => {
  const undecided = run([...sent, { kind: 'failed', trouble: lost }])
  expect(undecided).toMatchObject({ phase: 'undecided', key: 'k1', trouble: lost })
  expect(run([{ kind: 'back' }], undecided)).toBe(undecided)
  expect(run([{ kind: 'again' }], undecided)).toEqual({ phase: 'sending', wish, preview, key: 'k1' })
})

test('a refusal ends the key: the next order has another', () => {
  const choosing = run([...sent, { kind: 'failed', trouble: refused }])
  expect(choosing).toEqual({ phase: 'choosing', trouble: refused })
  const anew = run([sent[0]!, sent[1]!, { kind: 'confirm', key: 'k2' }], choosing)
  expect(anew).toMatchObject({ phase: 'sending', key: 'k2' })
})

test('nothing is ordered before its price was seen', () => {
  expect(run([{ kind: 'confirm', key: 'k' }])).toBe(NEW_ORDER)
  expect(run([sent[0]!, { kind: 'confirm', key: 'k' }])).toMatchObject({ phase: 'checking' })
})

test('an answer that arrives late changes nothing', () => {
  const ordered = run([...sent, { kind: 'ordered', order: { number: 'B-1' } as Order }])
  expect(run([{ kind: 'failed', trouble: lost }], ordered)).toBe(ordered)
  expect(run([{ kind: 'back' }], ordered)).toBe(NEW_ORDER)
})
