import { expect, test } from 'vitest'
import { COMMAND_INPUTS, COMMAND_STATES, transition } from './transition.ts'

/** Every state x input for an effect command; `=` stays. Written out by hand: the table is the specification. */
const EFFECT = {
  //          send    apply      refuse     cancel       expire
  queued: ['sent', '=', '=', 'cancelled', '='],
  sent: ['=', 'applied', 'refused', '=', '='],
  applied: ['=', '=', '=', '=', '='],
  refused: ['=', '=', '=', '=', '='],
  cancelled: ['=', '=', '=', '=', '='],
  expired: ['=', 'applied', 'refused', '=', '='],
}
const PASSING = {
  ...EFFECT,
  queued: ['sent', '=', '=', 'cancelled', 'expired'],
  sent: ['=', 'applied', 'refused', '=', 'expired'],
}

for (const [name, table, effect] of [
  ['effect', EFFECT, true],
  ['passing', PASSING, false],
] as const) {
  for (const state of COMMAND_STATES) {
    COMMAND_INPUTS.forEach((input, column) => {
      const expected = table[state][column]
      test(`a ${name} command that is ${state}, at ${input}: ${expected === '=' ? 'stays' : expected}`, () => {
        const next = transition(state, input, effect)
        expect('to' in next ? next.to : '=').toBe(expected)
      })
    })
  }
}

test('no input takes what was paid for to expired', () => {
  for (const state of COMMAND_STATES) {
    for (const input of COMMAND_INPUTS) expect(transition(state, input, true)).not.toEqual({ to: 'expired' })
  }
})
