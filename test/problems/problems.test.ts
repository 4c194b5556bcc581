import { globSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { PROBLEMS, type ProblemCode, REFUSALS } from '../../src/std/problems.ts'
import { loadTexts } from '../../src/std/texts.ts'
import { problemIndex, problemPage } from './page.ts'

const ROOT = join(import.meta.dirname, '../..')
const DOCS = join(ROOT, 'docs/problems')
const TEXTS = join(ROOT, 'texts')
const texts = loadTexts(TEXTS, { timeZone: 'UTC' })
const codes = Object.keys(PROBLEMS) as ProblemCode[]

test.each(codes)('the page of %s says what table and texts say (vitest -u writes it)', async (code) => {
  await expect(problemPage(texts, code)).toMatchFileSnapshot(join(DOCS, `${code}.md`))
})

test('the index has every problem', async () => {
  await expect(problemIndex(texts)).toMatchFileSnapshot(join(DOCS, 'README.md'))
})

test('there is no page of a problem that is none', () => {
  const pages = readdirSync(DOCS).filter((name) => name !== 'README.md')
  expect(pages.toSorted()).toEqual(codes.map((code) => `${code}.md`).toSorted())
})

test.each(globSync('**/*.json', { cwd: TEXTS }))('%s speaks of no problem that is none', (file) => {
  const keys = Object.keys(JSON.parse(readFileSync(join(TEXTS, file), 'utf8')))
  const spoken = keys.flatMap((key) => /^problem\.(.+)\.(?:title|detail)$/.exec(key)?.[1] ?? [])
  expect(spoken.filter((name) => !Object.hasOwn(PROBLEMS, name))).toEqual([])
})

test.each(texts.languages)(
  'in %s each refusal of a code says what to do, in a sentence beyond what it means',
  (language) => {
    const short = Object.keys(REFUSALS).filter((code) => {
      const detail = texts.text(language, `problem.${code}.detail`, { position: 3 })
      return detail.split(/[.!?:;](?:\s|$)/).filter((part) => /\w{2}/.test(part)).length < 2
    })
    expect(short).toEqual([])
  },
)

test('every problem is expected by some test', () => {
  const tests = globSync(['test/**/*.test.ts', 'src/**/*.test.ts'], { cwd: ROOT })
    .filter((path) => !path.includes('test/problems/'))
    .map((path) => readFileSync(join(ROOT, path), 'utf8'))
    .join('\n')
  const lines = tests.split('\n').filter((line) => !/^\s*(import|\/\/|\*|export)/.test(line))
  const expected = (code: string): boolean => lines.some((line) => line.includes(`'${code}'`))
  expect(codes.filter((code) => !expected(code))).toEqual([])
})
