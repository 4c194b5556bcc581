import { expect, test } from 'vitest'
import { benchArguments, benchHelp } from './arguments.ts'

const KNOWN = ['redeem-1', 'redeem-32', 'redeemed', 'memory-idle']

test('without a name every figure is measured', () => {
  expect(benchArguments([], KNOWN)).toEqual({ help: false, json: null, names: KNOWN })
})

test('a name picks one figure, and a beginning picks all that go on with a dash', () => {
  expect(benchArguments(['redeem-1'], KNOWN).names).toEqual(['redeem-1'])
  expect(benchArguments(['redeem', 'redeem-1', '--json', 'out.json'], KNOWN)).toEqual({
    help: false,
    json: 'out.json',
    names: ['redeem-1', 'redeem-32'],
  })
})

test.each([[['red']], [['--jsonn', 'x']], [['--json']], [['--json', '']]])('%j is refused', (argv) => {
  expect(() => benchArguments(argv, KNOWN)).toThrow(TypeError)
})

test('help is asked for in two ways, and tells every name', () => {
  expect([['--help'], ['-h', 'redeem']].map((argv) => benchArguments(argv, KNOWN).help)).toEqual([true, true])
  const said = benchHelp([KNOWN.slice(0, 2), KNOWN.slice(2)])
  expect(KNOWN.filter((name) => !said.includes(name))).toEqual([])
})
