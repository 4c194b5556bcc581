import { readFileSync } from 'node:fs'
import { stripTypeScriptTypes } from 'node:module'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { MIGRATIONS } from '../src/flows/tables.ts'
import { packagesTold } from './rules/dependencies.ts'
import { undocumented } from './rules/docstring.ts'
import { LONG_FILES, LONG_FUNCTIONS, WORLDLY } from './rules/exemptions.ts'
import { type Fault, judge } from './rules/fault.ts'
import { isCode, isTestCode, ROOT, repositoryFiles, repositoryPaths } from './rules/files.ts'
import { deadPaths, withFolders } from './rules/paths.ts'
import { RELEASED_MIGRATIONS } from './rules/released-migrations.ts'
import { longFile, longFunctions } from './rules/size.ts'
import { parse, type Source } from './rules/source.ts'
import { leftovers, strayAddresses } from './rules/words.ts'
import { reachesForWorld, sleepsInTest } from './rules/world.ts'

const files = repositoryFiles()
const sources = files.filter(({ path }) => isCode(path)).map(({ path, text }) => parse(path, text))
/** Whose exports are read by others. The vectors' generator is run by hand, and its words stand in hardware-tests/README.md. */
const isPublic = ({ path }: Source): boolean =>
  /^(src|broker|firmware-sim)\/(?!vectors\/)/.test(path) && !isTestCode(path)

describe('the house', () => {
  test('no file is too long', () => {
    expect(sources.length).toBeGreaterThan(300)
    expect(judge(sources.flatMap(longFile), LONG_FILES)).toEqual([])
  })

  test('no function is too long', () => {
    expect(judge(sources.flatMap(longFunctions), LONG_FUNCTIONS)).toEqual([])
  })

  test('a new migration has a number behind those that houses have executed, and none of those is gone', () => {
    const newest = RELEASED_MIGRATIONS.at(-1) ?? ''
    const names = Object.keys(MIGRATIONS)
    expect(RELEASED_MIGRATIONS.filter((name) => !names.includes(name))).toEqual([])
    expect(names.filter((name) => name < newest && !RELEASED_MIGRATIONS.includes(name))).toEqual([])
  })

  test('Node reads every file of the backend as it stands', () => {
    // Its type stripper has faults of its own, which the compiler and the tests' builder do not have: a file that passed both would not start.
    const unread = sources.flatMap(({ path }) => {
      if (!path.endsWith('.ts') || path.startsWith('web/')) return []
      try {
        stripTypeScriptTypes(readFileSync(join(ROOT, path), 'utf8'))
        return []
      } catch (error) {
        return [`${path}: ${String(error)}`]
      }
    })
    expect(unread).toEqual([])
  })

  test('nothing is parked, silenced or left for later', () => {
    expect(judge(sources.flatMap(leftovers))).toEqual([])
  })

  test('time and chance are handed in', () => {
    expect(judge(sources.flatMap(reachesForWorld), WORLDLY)).toEqual([])
  })

  test('no test sleeps', () => {
    expect(judge(sources.flatMap(sleepsInTest))).toEqual([])
  })

  test('what is exported says what it is', () => {
    expect(judge(sources.filter(isPublic).flatMap(undocumented))).toEqual([])
  })

  test('no text leads to a machine it was written on, or to a package registry', () => {
    expect(judge(files.flatMap(strayAddresses))).toEqual([])
  })

  test('every path that a page names is there', () => {
    const known = withFolders(repositoryPaths())
    const pages = files.filter(({ path }) => path.endsWith('.md'))
    expect(pages.length).toBeGreaterThan(10)
    expect(judge(pages.flatMap((page) => deadPaths(page, known)))).toEqual([])
  })

  test('docs/dependencies.md tells of every package, once, and of no other', () => {
    const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8')
    const manifest = JSON.parse(read('package.json')) as Record<string, Record<string, string>>
    const sections = ['dependencies', 'optionalDependencies', 'devDependencies']
    const named = sections.flatMap((section) => Object.keys(manifest[section] ?? {}))
    expect(packagesTold(read('docs/dependencies.md')).sort()).toEqual(named.sort())
  })
})

describe('what is untidy is found', () => {
  const found = (rule: (source: Source) => Fault[], text: string, path = 'src/codes/a.ts'): string[] =>
    rule(parse(path, text)).map((fault) => fault.text)
  const lines = (count: number): string => 'f()\n'.repeat(count)

  test('a long file, a test being allowed more', () => {
    expect(found(longFile, lines(300))).toEqual([])
    expect(found(longFile, lines(301))).toEqual(['src/codes/a.ts: 301 lines, at most 300'])
    expect(found(longFile, lines(400), 'src/codes/a.test.ts')).toEqual([])
    expect(found(longFile, lines(401), 'src/codes/a.test.ts')).toHaveLength(1)
  })

  test.each([
    ['function f() {', 'f', '}'],
    ['const f = () => {', 'f', '}'],
    ['const o = { f() {', 'f', '} }'],
    ['class K { f() {', 'f', '} }'],
    ["test('a claim', () => {", 'a claim', '})'],
  ])('a long function: %s', (head, name, foot) => {
    expect(found(longFunctions, `${head}\n${lines(78)}${foot}`)).toEqual([])
    expect(found(longFunctions, `${head}\n${lines(79)}${foot}`)).toEqual([
      `src/codes/a.ts:1: ${name} has 81 lines, at most 80`,
    ])
  })

  test('a chapter of tests is no function', () => {
    expect(found(longFunctions, `describe('x', () => {\n${lines(90)}})`)).toEqual([])
    expect(found(longFunctions, `describe.each([1])('x', () => {\n${lines(90)}})`)).toEqual([])
  })

  test.each([
    ["test.only('x', f)", 'test.only'],
    ["describe.skip('x', f)", 'describe.skip'],
    ["it.todo('x')", 'it.todo'],
    ["test.skip.each([1])('x', f)", 'test.skip.each'],
    ["test.concurrent.only('x', f)", 'test.concurrent.only'],
    ['const a = b as any', 'any'],
    ['console.log(1)', 'console.log'],
    ['debugger', 'debugger'],
    ['// @ts-' + 'ignore', '@ts-' + 'ignore'],
    ['/* @ts-' + 'nocheck */', '@ts-' + 'nocheck'],
    ['// TO' + 'DO: later', 'TO' + 'DO'],
    ['// FIX' + 'ME', 'FIX' + 'ME'],
  ])('a leftover: %s', (text, what) => {
    expect(found(leftovers, text)).toEqual([`src/codes/a.ts:1: ${what}`])
  })

  test('words in a text are no leftovers', () => {
    expect(found(leftovers, "const a = 'TO' + 'DO any @ts-ignore console.log'; list.only(); page.skip = 1")).toEqual([])
  })

  test.each([
    ['Date.now()', 'Date.now'],
    ['new Date()', 'Date()'],
    ['Date()', 'Date()'],
    ['performance.now()', 'performance.now'],
    ['globalThis.setTimeout(f, 1)', 'globalThis.setTimeout'],
    ['setInterval(f, 1)', 'setInterval'],
    ['const later = setImmediate', 'setImmediate'],
    ['const o = { now: Date.now }', 'Date.now'],
    ['Math.random()', 'Math.random'],
    ['crypto.randomUUID()', 'crypto.randomUUID'],
    ['crypto.getRandomValues(a)', 'crypto.getRandomValues'],
    ['AbortSignal.timeout(1)', 'AbortSignal.timeout'],
    ["import { randomBytes } from 'node:crypto'", 'randomBytes'],
    ["import { randomUUID as id } from 'node:crypto'", 'randomUUID'],
    ["import { setTimeout as sleep } from 'node:timers/promises'", 'node:timers/promises'],
  ])('a reach for time or chance: %s', (text, what) => {
    expect(found(reachesForWorld, text)).toEqual([`src/codes/a.ts:1: ${what}`])
  })

  test('time that was handed in is no reach', () => {
    const text =
      'new Date(at); clock.now(); timers.setTimeout(f); Date.UTC(2026, 1); const o = { setTimeout: 1 }; o.x.setTimeout'
    expect(found(reachesForWorld, text)).toEqual([])
  })

  test('a sleeping test', () => {
    const text = 'await wait(systemClock(), 5); systemClock().after(5, f); await wait(clock, 5)'
    expect(found(sleepsInTest, text, 'test/a.test.ts')).toHaveLength(2)
    expect(found(sleepsInTest, text)).toEqual([])
  })

  test('an export without words, but for a type that says itself', () => {
    const bare = 'export function f() {}\nexport const g = () => 1\nexport class K {}\nexport type T = {\n  a: 1\n}'
    expect(found(undocumented, bare)).toHaveLength(4)
    expect(found(undocumented, bare.replaceAll('export', '/** Words. */\nexport'))).toEqual([])
    const plain = 'export type T = 1 | 2\nexport const C = 1\nexport type O = {\n  /** Milliseconds. */\n  a: 1\n}'
    expect(found(undocumented, plain)).toEqual([])
  })

  test.each([
    ['/ho', 'me/ada'],
    ['/wo', 'rk/main'],
    ['https://registry.npm', 'js.org'],
  ])('a stray address: %s...', (head, tail) => {
    expect(strayAddresses({ path: 'a.md', text: `\nsee ${head}${tail}` })).toHaveLength(1)
    expect(strayAddresses({ path: 'a.md', text: `see ${head} and ${tail}` })).toEqual([])
  })

  test('a path that leads nowhere', () => {
    const known = withFolders(['docs/a.md', 'src/std/clock.ts'])
    const dead = (text: string): string[] => deadPaths({ path: 'docs/b.md', text }, known).map((fault) => fault.text)
    expect(
      dead('[a](a.md#x) [b](../src/std/) `src/std/clock.ts` `src/` `web/dist` [c](https://example.org/x)'),
    ).toEqual([])
    expect(dead('[a](c.md)')).toEqual(['docs/b.md: docs/c.md is not there'])
    expect(dead('see `src/std/watch.ts`')).toEqual(['docs/b.md: src/std/watch.ts is not there'])
  })

  test('an exemption that covers nothing', () => {
    const fault = { key: 'a.ts', text: 'a.ts: a fault' }
    expect(judge([fault])).toEqual(['a.ts: a fault'])
    expect(judge([fault], { 'a.ts': 'a reason' })).toEqual([])
    expect(judge([], { 'a.ts': 'a reason' })).toEqual(['a.ts: an exemption without a fault'])
  })

  test('the packages that a page tells of', () => {
    expect(packagesTold('| package | for |\n| --- | --- |\n| `a` `@b/c` | `d` |\ntext `e`')).toEqual(['a', '@b/c'])
  })
})
