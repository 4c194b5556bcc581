import { expect, test } from 'vitest'
import { benchArguments } from './arguments.ts'

const KNOWN = ['redeem-1', 'redeem-32', 'redeemed', 'memory-idle']

test('without a name every figure is measured', () => {
  expect(benchArguments([], KNOWN)).toEqual({ json: null, names: KNOWN })
})

test('a name picks one figure, and a beginning picks all that go on with a dash', () => {
  expect(benchArguments(['redeem-1'], KNOWN).names).toEqual(['redeem-1'])
  expect(benchArguments(['redeem', 'redeem-1', '--json', 'out.json'], KNOWN)).toEqual({
    json: 'out.json',
    names: ['redeem-1', 'redeem-32'],
  })
})

test.each([[['red']], [['--jsonn', 'x']], [['--json']], [['--json', '']]])('%j is refused', (argv) => {
  expect(() => benchArguments(argv, KNOWN)).toThrow(TypeError)
})
