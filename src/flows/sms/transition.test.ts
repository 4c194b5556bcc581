import { expect, test } from 'vitest'
import { SMS_INPUTS, SMS_STATES, smsTransition } from './transition.ts'

test('what is delivered, failed or has left stays so, whatever a process that lags behind says of its sending', () => {
  for (const state of ['delivered', 'failed'] as const)
    for (const input of SMS_INPUTS) expect(smsTransition(state, input, 0)).toEqual({ stays: 'settled' })
  for (const input of ['claim', 'hand-over', 'refuse', 'postpone', 'lose', 'lapse'] as const)
    expect(smsTransition('handed-over', input, 0)).toEqual({ stays: 'handed-over-already' })
})

test('nothing is sent again more than once over a doubt', () => {
  expect(smsTransition('unclear', 'claim', 1)).toEqual({ to: 'sending' })
  expect(smsTransition('unclear', 'claim', 2)).toEqual({ stays: 'doubted-too-often' })
})

test('what may have arrived is never called failed', () => {
  for (const state of SMS_STATES)
    for (const input of ['refuse', 'lapse', 'lose', 'postpone'] as const)
      expect(smsTransition(state, input, 1)).not.toEqual({ to: 'failed' })
  expect(smsTransition('queued', 'lapse', 0)).toEqual({ to: 'failed' })
  expect(smsTransition('sending', 'refuse', 0)).toEqual({ to: 'failed' })
})
