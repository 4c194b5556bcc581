import type { Fault } from './fault.ts'
import { isTestCode } from './files.ts'
import { dotted, isNode, lineAt, literal, type Node, nodesOf, type Source } from './source.ts'

/** Lines a file may have. 150 is the aim; past these it is a question of design. */
export const FILE_LINES_MAX = 300
export const TEST_FILE_LINES_MAX = 400
/** Lines a function may have, its head included. 70 is the aim. */
export const FUNCTION_LINES_MAX = 80

/** The file, where it is too long. */
export function longFile({ path, text }: Pick<Source, 'path' | 'text'>): Fault[] {
  const lines = text.split('\n').length - (text.endsWith('\n') ? 1 : 0)
  const lines_max = isTestCode(path) ? TEST_FILE_LINES_MAX : FILE_LINES_MAX
  return lines > lines_max ? [{ key: path, text: `${path}: ${lines} lines, at most ${lines_max}` }] : []
}

/** Every function of the file that is too long. A `describe` is a chapter of a file, not a function. */
export function longFunctions(source: Source): Fault[] {
  const found: Fault[] = []
  for (const { node, above } of nodesOf(source.program)) {
    if (!/^(FunctionDeclaration|FunctionExpression|ArrowFunctionExpression)$/.test(node.type)) continue
    const parent = above.at(-1)
    if (isChapter(parent)) continue
    const line = lineAt(source, node.start)
    const lines = lineAt(source, node.end) - line + 1
    const name = nameOf(node, parent)
    const text = `${source.path}:${line}: ${name} has ${lines} lines, at most ${FUNCTION_LINES_MAX}`
    if (lines > FUNCTION_LINES_MAX) found.push({ key: `${source.path} ${name}`, text })
  }
  return found
}

function isChapter(parent: Node | undefined): boolean {
  if (parent?.type !== 'CallExpression') return false
  const callee = isNode(parent.callee) && parent.callee.type === 'CallExpression' ? parent.callee.callee : parent.callee
  return /^describe(\.(each|for|skipIf|runIf))?$/.test(dotted(callee))
}

function nameOf(node: Node, parent: Node | undefined): string {
  const named = [node.id, parent?.id, parent?.key].find((one) => isNode(one) && typeof one.name === 'string')
  if (isNode(named)) return String(named.name)
  const [title] = parent?.type === 'CallExpression' ? (parent.arguments as Node[]) : []
  return literal(title) ?? 'a function'
}
