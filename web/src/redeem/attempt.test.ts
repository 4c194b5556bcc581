import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Preview, Redemption } from '../api-types.ts'
import type { Trouble } from '../trouble.ts'
import { type Attempt, type AttemptInput, NEW_ATTEMPT, nextAttempt } from './attempt.ts'

const preview = { family: 'sim-activation' } as Preview
const redemption = { id: 'r1', state: 'queued' } as Redemption
const network: Trouble = { kind: 'network' }
const refusal: Trouble = {
  kind: 'problem',
  problem: { type: 't', title: 'T', status: 409, detail: 'D', code: 'already-used', retryable: false },
}

function after(...inputs: AttemptInput[]): Attempt {
  return inputs.reduce(nextAttempt, NEW_ATTEMPT as Attempt)
}
const toPreview: AttemptInput[] = [
  { kind: 'typed', code: ' ABCDE ' },
  { kind: 'check' },
  { kind: 'previewed', preview },
]

test('a code is checked, previewed, sent with a key and then followed', () => {
  expect(after(...toPreview)).toEqual({ phase: 'previewed', code: 'ABCDE', preview })
  expect(after(...toPreview, { kind: 'confirm', key: 'k1' })).toMatchObject({ phase: 'sending', key: 'k1' })
  const followed = after(...toPreview, { kind: 'confirm', key: 'k1' }, { kind: 'accepted', redemption })
  expect(followed).toEqual({ phase: 'following', redemption })
})

test('a lost answer keeps the key, and sending again uses the same one', () => {
  const lost = after(...toPreview, { kind: 'confirm', key: 'k1' }, { kind: 'failed', trouble: network })
  expect(lost).toMatchObject({ phase: 'undecided', key: 'k1' })
  expect(nextAttempt(lost, { kind: 'again' })).toMatchObject({ phase: 'sending', key: 'k1', code: 'ABCDE' })
  expect(nextAttempt(lost, { kind: 'other' })).toBe(lost)
})

test('a refusal gives the code back to the field with the reason, and ends the key', () => {
  const refused = after(...toPreview, { kind: 'confirm', key: 'k1' }, { kind: 'failed', trouble: refusal })
  expect(refused).toEqual({ phase: 'entering', code: 'ABCDE', trouble: refusal, empty: false })
})

test('a preview that fails, even by the network, has sent nothing that could be undecided', () => {
  const failed = after({ kind: 'typed', code: 'X' }, { kind: 'check' }, { kind: 'failed', trouble: network })
  expect(failed).toMatchObject({ phase: 'entering', code: 'X', trouble: network })
})

test('typing takes the reason away, and an empty field is not sent', () => {
  const refused = after({ kind: 'typed', code: 'X' }, { kind: 'check' }, { kind: 'failed', trouble: refusal })
  expect(nextAttempt(refused, { kind: 'typed', code: 'XY' })).toMatchObject({ code: 'XY', trouble: null })
  expect(after({ kind: 'typed', code: '  ' }, { kind: 'check' })).toMatchObject({ phase: 'entering', empty: true })
})

test('what is pasted is cut at 512 characters', () => {
  expect(after({ kind: 'typed', code: 'A'.repeat(10_000) })).toHaveProperty('code.length', 512)
})

test('whatever happens, an order keeps its key until it is answered', () => {
  const input = fc.oneof(
    fc.constantFrom<AttemptInput>({ kind: 'check' }, { kind: 'again' }, { kind: 'other' }, ...toPreview),
    fc.constantFrom<Trouble>(network, refusal).map((trouble): AttemptInput => ({ kind: 'failed', trouble })),
    fc.string().map((key): AttemptInput => ({ kind: 'confirm', key })),
    fc.constant<AttemptInput>({ kind: 'accepted', redemption }),
  )
  fc.assert(
    fc.property(fc.array(input, { maxLength: 30 }), (inputs) => {
      let attempt: Attempt = NEW_ATTEMPT
      for (const each of inputs) {
        const before = attempt
        attempt = nextAttempt(before, each)
        const answered = each.kind === 'accepted' || (each.kind === 'failed' && each.trouble === refusal)
        if (!('key' in before) || answered) continue
        expect(attempt).toMatchObject({ key: before.key, code: before.code })
      }
    }),
    { numRuns: 300 },
  )
})
