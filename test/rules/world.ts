import type { Fault } from './fault.ts'
import { isTestCode } from './files.ts'
import { dotted, isNode, lineAt, type Node, nodesOf, type Source } from './source.ts'

/** Names that reach for time or chance wherever they stand. */
const GLOBALS =
  /^((globalThis|window|self)\.)?(setTimeout|setInterval|setImmediate|requestAnimationFrame|performance\.(now|timeOrigin)|Date\.now|Math\.random|process\.hrtime|AbortSignal\.timeout|crypto\.(getRandomValues|randomUUID)|Temporal\.Now)$/
const TIMERS = /^node:timers(\/promises)?$/
const CHANCE = /^(randomUUID|randomBytes|randomInt|randomFill|randomFillSync|webcrypto)$/
const NO_ARGUMENTS = /^(NewExpression|CallExpression)$/

/** Every place where the file reaches for time or chance by itself. */
export function reachesForWorld(source: Source): Fault[] {
  const found: Fault[] = []
  for (const { node, above } of nodesOf(source.program)) {
    const name = reachedBy(node, above.at(-1))
    if (name) found.push({ key: source.path, text: `${source.path}:${lineAt(source, node.start)}: ${name}` })
  }
  return found
}

function reachedBy(node: Node, parent: Node | undefined): string | null {
  if (parent?.type === 'ImportSpecifier') return null
  if (node.type === 'MemberExpression' || node.type === 'Identifier') {
    const isName =
      parent?.type === 'MemberExpression'
        ? parent.object === node
        : parent?.type !== 'Property' || parent.value === node
    return isName && GLOBALS.test(dotted(node)) ? dotted(node) : null
  }
  if (NO_ARGUMENTS.test(node.type) && dotted(node.callee) === 'Date')
    return node.type === 'CallExpression' || (node.arguments as Node[]).length === 0 ? 'Date()' : null
  if (node.type !== 'ImportDeclaration' || !isNode(node.source)) return null
  const from = String(node.source.value)
  if (TIMERS.test(from)) return from
  const names = (node.specifiers as Node[]).map(({ imported }) => (isNode(imported) ? String(imported.name) : ''))
  return from === 'node:crypto' ? (names.find((name) => CHANCE.test(name)) ?? null) : null
}

/** Waiting by the machine's clock in a test: it is either too short on a busy machine or too long on every other. */
export function sleepsInTest(source: Source): Fault[] {
  if (!isTestCode(source.path)) return []
  const found: Fault[] = []
  for (const { node } of nodesOf(source.program)) {
    if (node.type !== 'CallExpression' || !/^(wait|.*\.after)$/.test(dotted(node.callee) || calleeEnd(node))) continue
    const byMachine = [node.callee, ...(node.arguments as Node[])].some((part) =>
      [...nodesOf(part as Node)].some(({ node: inner }) => dotted(inner) === 'systemClock'),
    )
    const text = `${source.path}:${lineAt(source, node.start)}: waits by the machine’s clock`
    if (byMachine) found.push({ key: source.path, text })
  }
  return found
}

/** `.after` of `systemClock().after`, whose object is no plain name. */
function calleeEnd(node: Node): string {
  const { callee } = node
  return isNode(callee) && callee.type === 'MemberExpression' ? `.${dotted(callee.property)}` : ''
}
