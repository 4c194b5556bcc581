import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { isCode, isTestCode, ROOT, repositoryFiles } from './rules/files.ts'
import { importsOf } from './rules/imports.ts'
import { circles, EVERYTHING, roomOf, roomsIn, TABLE_HEADING } from './rules/rooms.ts'
import { parse, type Source } from './rules/source.ts'
import { packageName, trespassesOf, uses } from './rules/trespasses.ts'

const files = repositoryFiles()
const sources = files.filter(({ path }) => isCode(path)).map(({ path, text }) => parse(path, text))
const rooms = roomsIn(readFileSync(join(ROOT, 'docs/architecture.md'), 'utf8'))
const manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as Record<string, Record<string, string>>
const names = (section: string): string[] => Object.keys(manifest[section] ?? {})
const packages = { shipped: new Set(names('dependencies')), development: new Set(names('devDependencies')) }

/** Packages and modules of Node that the sources import. */
const packagesOf = (read: readonly Source[]): ReadonlySet<string> =>
  new Set(read.flatMap(importsOf).flatMap(({ to, kind }) => (kind === 'package' ? [to, packageName(to)] : [])))

describe('the house', () => {
  test('every import goes through a door that the table of rooms opens', () => {
    expect(sources.length).toBeGreaterThan(300)
    expect(sources.flatMap((source) => trespassesOf(source, rooms, packages))).toEqual([])
  })

  test('every room of the table but the benches has code in it', () => {
    const inhabited = new Set(files.map(({ path }) => roomOf(rooms, path)?.name))
    expect(rooms.map(({ name }) => name).filter((name) => !inhabited.has(name) && name !== 'bench')).toEqual([])
  })

  test('no room reaches itself through others, neither by right nor in fact', () => {
    const upstairs = new Set(['src/main', 'test', 'bench', 'hardware-tests', 'vitest.config'])
    const rights = rooms
      .filter(({ name }) => !upstairs.has(name))
      .map(({ name, values }) => [name, new Set(values)] as const)
    expect(circles(new Map(rights))).toEqual([])
    expect(circles(uses(sources, rooms))).toEqual([])
  })

  test('every right to a package in the table is used', () => {
    const used = packagesOf(sources)
    const rights = rooms.flatMap((room) => room.packages).filter((name) => name !== EVERYTHING)
    expect(rights.filter((name) => !used.has(name))).toEqual([])
  })

  test('every package that is shipped is used by code that is shipped', () => {
    const shipped = packagesOf(sources.filter(({ path }) => !isTestCode(path)))
    expect([...packages.shipped].filter((name) => !shipped.has(name))).toEqual([])
  })
})

describe('a trespass is caught', () => {
  const row = (...cells: string[]): string => `| ${cells.join(' | ')} |`
  const table = roomsIn(
    [
      '',
      TABLE_HEADING,
      '',
      row('room', 'holds', 'may import', 'only types of', 'packages'),
      row('`src/std`', '', '', '', ''),
      row('`src/codes` `src/sims`', '', '`std`', '', ''),
      row('`src/flows`', '', '`std` `codes` `sims`', '', ''),
      row('`src/mqtt`', '', '`flows`', '`broker`', '`pino` `node:fs`'),
      row('`broker`', '', '`std`', '', ''),
      row('`web/src`', '', '', '', '`react` `pino`'),
      row('`test`', '', 'everything', '', 'everything'),
      '',
    ].join('\n'),
  )
  const known = { shipped: new Set(['pino', 'aedes']), development: new Set(['vitest', 'react']) }
  const faults = (path: string, text: string): string[] => trespassesOf(parse(path, text), table, known)

  test.each([
    ['upstairs', 'src/codes/a.ts', "import { b } from '../flows/b.ts'", 'src/codes may not import src/flows'],
    ['sideways', 'src/codes/a.ts', "export { b } from '../sims/b.ts'", 'src/codes may not import src/sims'],
    ['everything of a sibling', 'src/codes/a.ts', "export * from '../sims/b.ts'", 'src/codes may not import src/sims'],
    [
      'a type from upstairs',
      'src/codes/a.ts',
      "import type { B } from '../flows/b.ts'",
      'src/codes may not import src/flows',
    ],
    [
      'a type in passing',
      'src/codes/a.ts',
      "export type A = import('../flows/b.ts').B",
      'src/codes may not import src/flows',
    ],
    ['a dynamic import', 'src/codes/a.ts', "await import('../flows/b.ts')", 'src/codes may not import src/flows'],
    ['an import for its effect', 'src/codes/a.ts', "import '../flows/b.ts'", 'src/codes may not import src/flows'],
    ['a worker', 'src/codes/a.ts', "new URL('../flows/b.ts', import.meta.url)", 'src/codes may not import src/flows'],
    ['a native half', 'src/codes/a.ts', "require.resolve('aedes/package.json')", 'src/codes may not use aedes'],
    ['a mock', 'src/codes/a.test.ts', "vi.mock('../flows/b.ts')", 'src/codes may not import src/flows'],
    [
      'a value where types are open',
      'src/mqtt/a.ts',
      "import { B } from '../../broker/b.ts'",
      'src/mqtt may name types of broker only',
    ],
    ['the console in the backend', 'web/src/a.ts', "import '../../src/std/b.ts'", 'web/src may not import src/std'],
    [
      'no room at the target',
      'src/mqtt/a.ts',
      "import '../attic/b.ts'",
      'src/attic/b.ts stands in no room of the table',
    ],
    ['test code', 'src/mqtt/a.ts', "import '../flows/testing/b.ts'", 'src/flows/testing/b.ts is test code'],
    ['an unknown package', 'src/mqtt/a.ts', "import 'left-pad/x'", 'left-pad is not in package.json'],
    ['a foreign package', 'src/mqtt/a.ts', "import 'aedes'", 'src/mqtt may not use aedes'],
    ['a development dependency', 'src/mqtt/a.ts', "import 'vitest'", 'vitest is a development dependency'],
    ['the machine', 'src/codes/a.ts', "import 'node:net'", 'src/codes may not use node:net'],
    ['a nameless builtin', 'src/mqtt/a.ts', "import 'fs'", 'fs is written node:fs'],
    ['Node in the browser', 'web/src/a.ts', "import 'node:path'", 'web/src may not use node:path'],
  ])('%s', (_, path, text, fault) => {
    expect(faults(path, text)).toEqual([`${path}:1: ${fault}`])
  })

  test('a file outside every room', () => {
    expect(faults('attic/a.ts', '')).toEqual(['attic/a.ts: stands in no room of the table'])
  })

  test.each([
    ['its own room', 'src/codes/a.ts', "import './b.ts'"],
    ['a room below', 'src/flows/a.ts', "import '../codes/b.ts'"],
    ['types where types are open', 'src/mqtt/a.ts', "import { type B } from '../../broker/b.ts'"],
    ['its packages and machine', 'src/mqtt/a.ts', "import 'pino/file'; import 'node:fs'; import 'node:crypto'"],
    [
      'a test with what tests share',
      'src/codes/a.test.ts',
      "import '../../test/setup/b.ts'; import 'vitest'; import 'node:fs'",
    ],
    ['the console with what Vite bundles', 'web/src/a.tsx', "import 'react'; import 'virtual:languages'"],
    [
      'a URL of something else',
      'src/codes/a.ts',
      "new URL('../flows/b.ts', base); new URL('./c.json', import.meta.url)",
    ],
  ])('but not %s', (_, path, text) => {
    expect(faults(path, text)).toEqual([])
  })

  test('a circle of rooms', () => {
    const sources = [parse('src/std/a.ts', "import '../codes/b.ts'"), parse('src/codes/b.ts', "import '../std/a.ts'")]
    expect(circles(uses(sources, table))).toEqual(['src/std -> src/codes -> src/std'])
  })

  test('a table that says nothing, says it twice, or gives a right to nobody', () => {
    const tableOf =
      (...rows: string[]): (() => unknown) =>
      () =>
        roomsIn(`\n${TABLE_HEADING}\n${rows.join('\n')}\n`)
    expect(tableOf('no table')).toThrow('no table of rooms')
    expect(tableOf(row('`a`', '', '', '', ''), row('`a`', '', '', '', ''))).toThrow('two rooms a')
    expect(tableOf(row('`a`', '', '`attic`', '', ''))).toThrow('"attic", which is no room')
    expect(tableOf(row('`a`', '', ''))).toThrow('3 columns')
  })
})
