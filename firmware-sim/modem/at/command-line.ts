import { type Argument, argumentsIn } from './arguments.ts'

/** One command of a line: `+CMGF=0` sets, `+CMGF?` reads, `+CMGF=?` tests, `+CMGF` and `&F` run. */
export type Request = { name: string; form: 'run' | 'read' | 'test' | 'set'; args: readonly Argument[] }

const EXTENDED = /^[+^$%*#][A-Z0-9!%\-./:_]+/i
const BASIC = /^(&?[A-Z])([0-9]*)/i
const S_PARAMETER = /^S([0-9]{1,3})(\?|=([0-9]*))/i

/**
 * The commands behind `AT` in one line (ITU-T V.250 §5.2): basic ones follow each other at once, extended ones are parted by `;`.
 * @returns null for a line that is not written so. Empty for `AT` alone
 */
export function requestsIn(line: string): Request[] | null {
  const requests: Request[] = []
  for (let rest = line.trim(); rest !== ''; ) {
    const one = extended(rest) ?? parameter(rest) ?? basic(rest)
    if (!one) return null
    requests.push(one.request)
    rest = one.rest.replace(/^[\s;]+/, '')
  }
  return requests
}

type Read = { request: Request; rest: string } | null

function extended(text: string): Read {
  const name = EXTENDED.exec(text)?.[0]
  if (!name) return null
  const end = endOf(text, name.length)
  const tail = text.slice(name.length, end).trim()
  const rest = text.slice(end + 1)
  const known = name.toUpperCase()
  if (tail === '') return { request: { name: known, form: 'run', args: [] }, rest }
  if (tail === '?') return { request: { name: known, form: 'read', args: [] }, rest }
  if (tail === '=?') return { request: { name: known, form: 'test', args: [] }, rest }
  const args = tail.startsWith('=') ? argumentsIn(tail.slice(1)) : null
  return args && { request: { name: known, form: 'set', args }, rest }
}

/** Where the command ends: at a `;` that is not inside quotation marks. */
function endOf(text: string, from: number): number {
  let isQuoted = false
  for (let at = from; at < text.length; at++) {
    if (text[at] === '"') isQuoted = !isQuoted
    else if (text[at] === ';' && !isQuoted) return at
  }
  return text.length
}

/** `S3?`, `S0=1` (V.250 §5.3.2). */
function parameter(text: string): Read {
  const [all = '', number = '', act, value = ''] = S_PARAMETER.exec(text) ?? []
  if (all === '') return null
  const args = [number, value].map((one) => ({ text: one, quoted: false }))
  return { request: { name: 'S', form: act === '?' ? 'read' : 'set', args }, rest: text.slice(all.length) }
}

/** `E0`, `&F`; a number left out is 0 (V.250 §5.3.1). */
function basic(text: string): Read {
  const [all = '', name = '', value = ''] = BASIC.exec(text) ?? []
  if (all === '') return null
  const args = [{ text: value === '' ? '0' : value, quoted: false }]
  return { request: { name: name.toUpperCase(), form: 'set', args }, rest: text.slice(all.length) }
}
