import { isBuiltin } from 'node:module'
import { isTestCode } from './files.ts'
import { type Import, importsOf } from './imports.ts'
import { mayUseAnyPackage, type Room, roomOf } from './rooms.ts'
import type { Source } from './source.ts'

/** What package.json names, by its sections. */
export type Packages = { shipped: ReadonlySet<string>; development: ReadonlySet<string> }

/** Modules of Node that reach neither disk, wire, process nor time: any room may have them. */
const PURE_MODULES = new Set([
  'buffer',
  'crypto',
  'events',
  'module',
  'path',
  'stream',
  'stream/consumers',
  'url',
  'util',
  'zlib',
])

/** Built by Vite and run in a browser: its packages are development dependencies, and Node's modules are not there. */
const BROWSER = 'web/src'
/** Made by `web/build/language-modules.ts` while building. */
const VIRTUAL = /^virtual:/

/** Test code may use its room, what that room may use, and what tests share. */
const SHARED_BY_TESTS = ['test', 'hardware-tests']

/** Everything that one file may not reach for, a sentence each, with file and line. */
export function trespassesOf(source: Source, rooms: readonly Room[], packages: Packages): string[] {
  const room = roomOf(rooms, source.path)
  if (!room) return [`${source.path}: stands in no room of the table`]
  return importsOf(source).flatMap((one) => {
    const fault = one.kind === 'file' ? fileFault(source, room, one, rooms) : packageFault(source, room, one, packages)
    return fault ? [`${source.path}:${one.line}: ${fault}`] : []
  })
}

function fileFault(source: Source, room: Room, { to, typeOnly }: Import, rooms: readonly Room[]): string | null {
  const target = roomOf(rooms, to)
  if (!target) return `${to} stands in no room of the table`
  const asTest = isTestCode(source.path)
  if (!asTest && isTestCode(to)) return `${to} is test code`
  if (target.name === room.name || room.values.includes(target.name)) return null
  if (asTest && SHARED_BY_TESTS.includes(target.name)) return null
  if (!room.types.includes(target.name)) return `${room.name} may not import ${target.name}`
  return typeOnly || asTest ? null : `${room.name} may name types of ${target.name} only`
}

function packageFault(
  source: Source,
  room: Room,
  { to: specifier, typeOnly }: Import,
  packages: Packages,
): string | null {
  const builtin = isBuiltin(specifier)
  if (builtin && !specifier.startsWith('node:')) return `${specifier} is written node:${specifier}`
  const asTest = isTestCode(source.path)
  const inBrowser = room.name === BROWSER && !asTest
  if (inBrowser && VIRTUAL.test(specifier)) return null
  const name = builtin ? specifier : packageName(specifier)
  if (builtin) {
    if (asTest || typeOnly || (!inBrowser && PURE_MODULES.has(name.slice('node:'.length)))) return null
  } else {
    const known = packages.shipped.has(name) || packages.development.has(name)
    if (!known) return `${name} is not in package.json`
    if (asTest) return null
    if (room.name.split('/')[0] !== 'web' && !packages.shipped.has(name)) return `${name} is a development dependency`
  }
  return room.packages.includes(name) || mayUseAnyPackage(room) ? null : `${room.name} may not use ${name}`
}

/** `@scope/name/part` -> `@scope/name`. */
export function packageName(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/')
}

/** Which rooms really use values of which others, tests left aside. */
export function uses(sources: readonly Source[], rooms: readonly Room[]): Map<string, Set<string>> {
  const edges = new Map<string, Set<string>>()
  for (const source of sources) {
    const from = roomOf(rooms, source.path)
    if (!from || isTestCode(source.path)) continue
    for (const { to, kind, typeOnly } of importsOf(source)) {
      const target = kind === 'file' && !typeOnly ? roomOf(rooms, to) : null
      if (!target || target.name === from.name) continue
      edges.set(from.name, (edges.get(from.name) ?? new Set()).add(target.name))
    }
  }
  return edges
}
