import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const SRC = join(import.meta.dirname, '..')
const english: Record<string, string> = JSON.parse(readFileSync(join(SRC, '../../texts/en.json'), 'utf8'))
const sources = globSync('**/*.{ts,tsx}', { cwd: SRC })
  .filter((name) => !name.endsWith('.test.ts'))
  .map((name) => readFileSync(join(SRC, name), 'utf8'))
  .join('\n')
/** Whole keys, and the beginnings of those that are put together: `console.step.${state}`. */
const whole = new Set([...sources.matchAll(/'((?:console|state|reason|sim|notice)\.[\w.-]+)'/g)].map(([, key]) => key))
const begun = [...sources.matchAll(/`((?:console|state|reason|sim|notice)\.[\w.-]*)\$\{/g)].map(
  ([, begin]) => begin ?? '',
)

test('every key that the console asks for stands in the texts', () => {
  expect(whole.size).toBeGreaterThan(50)
  expect([...whole].filter((key) => !Object.hasOwn(english, key ?? ''))).toEqual([])
})

test('every beginning of a key that is put together fits some text', () => {
  expect(begun.filter((begin) => !Object.keys(english).some((key) => key.startsWith(begin)))).toEqual([])
})

test("no text of the console's own is left that nothing asks for", () => {
  const own = Object.keys(english).filter((key) => key.startsWith('console.'))
  expect(own.filter((key) => !whole.has(key) && !begun.some((begin) => key.startsWith(begin)))).toEqual([])
})
