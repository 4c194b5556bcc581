import { parseSync } from 'vite'

/** A node of the syntax tree as ESTree and its TypeScript dialect define them. Offsets are UTF-16 units from the file's start. */
export type Node = { type: string; start: number; end: number; [member: string]: unknown }

/** One file, parsed. */
export type Source = { path: string; text: string; program: Node; comments: readonly Node[] }

/**
 * Parses one file with the parser that Vite brings: TypeScript 7 has no stable one for JavaScript to call.
 * @throws Error with the path when it does not parse: a rule must not pass over what it cannot read
 */
export function parse(path: string, text: string): Source {
  const { program, comments, errors } = parseSync(path, text)
  if (errors.length > 0) throw new Error(`${path}: ${errors[0]?.message}`)
  return { path, text, program: program as unknown as Node, comments: comments as unknown as Node[] }
}

/** True for an object that the parser made. */
export function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && typeof (value as { type?: unknown }).type === 'string'
}

/** Every node below `node` and itself, parents first, each with its ancestors, nearest last. */
export function* nodesOf(node: Node, above: readonly Node[] = []): Generator<{ node: Node; above: readonly Node[] }> {
  yield { node, above }
  const path = [...above, node]
  for (const value of Object.values(node)) {
    for (const child of Array.isArray(value) ? value : [value]) if (isNode(child)) yield* nodesOf(child, path)
  }
}

/** The line, counted from 1, at which an offset lies. */
export function lineAt({ text }: Source, offset: number): number {
  let line = 1
  for (let at = text.indexOf('\n'); at !== -1 && at < offset; at = text.indexOf('\n', at + 1)) line++
  return line
}

/** `a.b` for a member expression of two plain names, `a` for a plain name, otherwise the empty text. */
export function dotted(node: unknown): string {
  if (!isNode(node)) return ''
  if (node.type === 'Identifier') return String(node.name)
  if (node.type !== 'MemberExpression' || node.computed) return ''
  const object = dotted(node.object)
  return object === '' ? '' : `${object}.${dotted(node.property)}`
}

/** The value of a text literal, or null. */
export function literal(node: unknown): string | null {
  if (!isNode(node)) return null
  if (node.type === 'Literal' && typeof node.value === 'string') return node.value
  const quasis = node.type === 'TemplateLiteral' ? (node.quasis as { value: { cooked: string } }[]) : []
  return quasis.length === 1 ? (quasis[0]?.value.cooked ?? null) : null
}
