import { isNode, lineAt, type Node, type Source } from './source.ts'

const DECLARATIONS =
  /^(FunctionDeclaration|ClassDeclaration|TSTypeAliasDeclaration|TSInterfaceDeclaration|VariableDeclaration)$/

/** Exported functions, classes and types without a docstring. What says itself in its own line needs none. */
export function undocumented(source: Source): string[] {
  const found: string[] = []
  const documented = new Set(
    source.comments
      .filter(({ type, value }) => type === 'Block' && String(value).startsWith('*'))
      .map(({ end }) => nextCode(source, end)),
  )
  for (const node of source.program.body as Node[]) {
    const declared = node.type === 'ExportNamedDeclaration' ? node.declaration : null
    if (!isNode(declared) || !DECLARATIONS.test(declared.type) || documented.has(node.start)) continue
    const name = nameOf(declared)
    if (name && !saysItself(source, declared)) found.push(`${source.path}:${lineAt(source, node.start)}: ${name}`)
  }
  return found
}

function nextCode({ text }: Source, from: number): number {
  return from + (text.slice(from).search(/\S/) ?? 0)
}

function nameOf(declared: Node): string | null {
  if (isNode(declared.id)) return String(declared.id.name)
  const [first] = (declared.declarations ?? []) as Node[]
  const isFunction = isNode(first?.init) && /Function/.test(first.init.type)
  return isFunction && isNode(first.id) ? String(first.id.name) : null
}

/** A type of one line: `export type Actor = User | Device`. */
function saysItself(source: Source, declared: Node): boolean {
  return declared.type === 'TSTypeAliasDeclaration' && lineAt(source, declared.start) === lineAt(source, declared.end)
}
