import { posix } from 'node:path'
import { isCode } from './files.ts'
import { dotted, isNode, lineAt, literal, type Node, nodesOf, type Source } from './source.ts'

/** One import. `to` is a path of the repository, or what was written when that names a package. */
export type Import = { to: string; kind: 'file' | 'package'; typeOnly: boolean; line: number }

/** Calls whose first argument names a module: vitest's, and a package's native half looked up by hand. */
const BY_CALL = /^(vi\.(mock|doMock|importActual|importMock)|require\.resolve)$/

/** Everything that a file reaches for: import and re-export, `import()` in code and in types, a worker's or a script's URL, a mocked module. */
export function importsOf(source: Source): Import[] {
  const found: Import[] = []
  for (const { node } of nodesOf(source.program)) {
    const wanted = wantedBy(node)
    if (!wanted) continue
    const local = wanted.isUrl || /^\.\.?(\/|$)/.test(wanted.specifier)
    const to = local ? posix.join(posix.dirname(source.path), wanted.specifier) : wanted.specifier
    if (wanted.isUrl && !isCode(to)) continue
    const kind = local ? 'file' : 'package'
    found.push({ to, kind, typeOnly: wanted.typeOnly, line: lineAt(source, node.start) })
  }
  return found
}

type Wanted = { specifier: string; typeOnly: boolean; isUrl?: boolean }

function wantedBy(node: Node): Wanted | null {
  switch (node.type) {
    case 'ImportDeclaration':
      return wanted(node.source, node.importKind === 'type' || allTypes(node.specifiers, 'importKind'))
    case 'ExportNamedDeclaration':
      return wanted(node.source, node.exportKind === 'type' || allTypes(node.specifiers, 'exportKind'))
    case 'ExportAllDeclaration':
      return wanted(node.source, node.exportKind === 'type')
    case 'ImportExpression':
      return wanted(node.source, false)
    case 'TSImportType':
      return wanted(node.source, true)
    case 'CallExpression': {
      const [first] = node.arguments as Node[]
      return BY_CALL.test(dotted(node.callee)) ? wanted(first, false) : null
    }
    case 'NewExpression':
      return urlOf(node)
    default:
      return null
  }
}

function wanted(from: unknown, typeOnly: boolean): Wanted | null {
  const specifier = literal(from)
  return specifier === null ? null : { specifier, typeOnly }
}

/** `import { type A }` keeps the statement at run time, but takes nothing from the module; `import './a.ts'` runs it. */
function allTypes(specifiers: unknown, kind: 'importKind' | 'exportKind'): boolean {
  return (
    Array.isArray(specifiers) && specifiers.length > 0 && specifiers.every((one) => isNode(one) && one[kind] === 'type')
  )
}

/** `new URL('./worker.ts', import.meta.url)`. */
function urlOf(node: Node): Wanted | null {
  const [path, base] = node.arguments as Node[]
  const besideThis =
    isNode(base) && base.type === 'MemberExpression' && isNode(base.object) && base.object.type === 'MetaProperty'
  const specifier = dotted(node.callee) === 'URL' && besideThis ? literal(path) : null
  return specifier === null ? null : { specifier, typeOnly: false, isUrl: true }
}
