import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { kindOfAnswer, REFUSALS } from './answers.ts'

test('every refusal that is ever sent can be asked for, and no other', () => {
  const texts = Object.keys(JSON.parse(readFileSync(join(import.meta.dirname, '../../../texts/en.json'), 'utf8')))
  const sent = texts.flatMap((key) => /^sms\.refusal\.(.*)$/.exec(key)?.[1] ?? [])
  expect([...REFUSALS].sort()).toEqual(sent.sort())
})

test('an answer grants, orders or refuses, or there was none', () => {
  expect(['unlocked', 'ordered', 'wrong-type', undefined].map(kindOfAnswer)).toEqual([
    'unlocked',
    'ordered',
    'refused',
    'none',
  ])
})
