import type { Fault } from './fault.ts'
import { isNode, lineAt, type Node, type Source } from './source.ts'

const DECLARATIONS =
  /^(FunctionDeclaration|ClassDeclaration|TSTypeAliasDeclaration|TSInterfaceDeclaration|VariableDeclaration)$/

/** Exported functions, classes and types without a docstring, but for types that say themselves. */
export function undocumented(source: Source): Fault[] {
  const found: Fault[] = []
  const documented = new Set(
    source.comments
      .filter(({ type, value }) => type === 'Block' && String(value).startsWith('*'))
      .map(({ end }) => nextCode(source, end)),
  )
  for (const node of source.program.body as Node[]) {
    const declared = node.type === 'ExportNamedDeclaration' ? node.declaration : null
    if (!isNode(declared) || !DECLARATIONS.test(declared.type) || documented.has(node.start)) continue
    const name = nameOf(declared)
    const text = `${source.path}:${lineAt(source, node.start)}: ${name} has no docstring`
    if (name && !saysItself(source, declared)) found.push({ key: source.path, text })
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

/** A type of one line, or one whose members say what they are: `export type Options = { /** Milliseconds. *\/ wait_ms: number }`. */
function saysItself(source: Source, { type, start, end }: Node): boolean {
  if (!/^TS(TypeAlias|Interface)Declaration$/.test(type)) return false
  const docstrings = source.comments.filter(({ value }) => String(value).startsWith('*'))
  return lineAt(source, start) === lineAt(source, end) || docstrings.some((one) => one.start > start && one.end < end)
}
