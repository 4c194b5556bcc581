import type { Fault } from './fault.ts'
import type { RepositoryFile } from './files.ts'
import { dotted, isNode, lineAt, nodesOf, type Source } from './source.ts'

/** Tests that are parked, or that let the rest stand still. */
const PARKED = /^(describe|test|it|suite|bench)(\.\w+)*\.(only|skip|todo|fails)(\.\w+)*$/
const SILENCED = /@ts-(ignore|nocheck|expect-error)/
const LATER = /\b(TODO|FIXME|XXX|HACK)\b/

/** Every place in the code where something is parked, silenced or left for later. */
export function leftovers(source: Source): Fault[] {
  const found: Fault[] = []
  const say = (start: number, what: string): void => {
    found.push({ key: source.path, text: `${source.path}:${lineAt(source, start)}: ${what}` })
  }
  for (const { node, above } of nodesOf(source.program)) {
    const name = node.type === 'MemberExpression' ? dotted(node) : ''
    const whole = above.at(-1)?.type !== 'MemberExpression'
    if (whole && PARKED.test(name)) say(node.start, name)
    if (node.type === 'MemberExpression' && isNode(node.object) && dotted(node.object) === 'console')
      say(node.start, name)
    if (node.type === 'TSAnyKeyword') say(node.start, 'any')
    if (node.type === 'DebuggerStatement') say(node.start, 'debugger')
  }
  for (const { value, start } of source.comments) {
    const word = SILENCED.exec(String(value))?.[0] ?? LATER.exec(String(value))?.[0]
    if (word) say(start, word)
  }
  return found
}

/** Where a repository's text must not lead: a machine's folders, an address from which packages come. In pieces, so that this file has none. */
const STRAY = [
  ['/wo', 'rk/'],
  ['/ro', 'ot/'],
  ['/ho', 'me/[a-z]'],
  ['/op', 't/n[0-9]'],
  ['/tmp/', '(?!koppel)[a-z]'],
  ['npm', 'js\\.[a-z]'],
  ['registry\\.', 'yarn'],
  ['jsr', '\\.io'],
].map(([head = '', tail = '']) => new RegExp(`${head.startsWith('/') ? '(?<![a-z0-9.*])' : ''}${head}${tail}`, 'i'))

/** Every line that names a place of the machine it was written on, or a package registry. */
export function strayAddresses({ path, text }: RepositoryFile): Fault[] {
  return text.split('\n').flatMap((line, at) => {
    const found = STRAY.map((pattern) => pattern.exec(line)?.[0]).find((match) => match !== undefined)
    return found === undefined ? [] : [{ key: path, text: `${path}:${at + 1}: ${found}` }]
  })
}
