import { expect, test } from 'vitest'
import { figure } from './figure.ts'
import { table } from './table.ts'

const peer = { name: 'bare', value: 200 }

test('an aim of a ratio judges the ratio, and both bounds belong to it', () => {
  expect(figure('f', '/s', { value: 120, peer }, { of: 'ratio', least: 0.6 })).toMatchObject({ ratio: 0.6, ok: true })
  expect(figure('f', '/s', { value: 119, peer }, { of: 'ratio', least: 0.6 }).ok).toBe(false)
  expect(figure('f', 'ms', { value: 2_000, peer }, { of: 'ratio', most: 10 }).ok).toBe(true)
  expect(figure('f', 'ms', { value: 2_001, peer }, { of: 'ratio', most: 10 }).ok).toBe(false)
})

test('an aim of a value judges the value', () => {
  const measured = { value: 0.2, peer: { name: 'bare', value: 0.01 } }
  expect(figure('f', 'commits', measured, { of: 'value', most: 0.2 }).ok).toBe(true)
})

test('without an aim nothing is judged', () => {
  expect(figure('f', 'ms', { value: 1 })).toMatchObject({ peer: null, ratio: null, aim: null, ok: null })
})

test('the table says which aim was missed', () => {
  const text = table([
    figure('f', '/s', { value: 100, peer }, { of: 'ratio', least: 0.6 }),
    figure('g', 'ms', { value: 1.2345 }),
  ])
  const [head, missed, plain] = text.split('\n')
  expect(head).toMatch(/^figure +value +unit/)
  expect(missed).toMatch(/^f +100 +\/s +bare +200 +0\.5 x +at least 0\.6 x +MISSED$/)
  expect(plain).toMatch(/^g +1\.23 +ms$/)
})
