import { GATEWAY_LIMITS } from './limits.ts'

/** Members of a form in the order in which they stand there. */
export type Form = readonly (readonly [name: string, value: string])[]

/** Reads `application/x-www-form-urlencoded` (WHATWG URL §5.1); null for a form with more members than any gateway sends. */
export function readForm(body: Uint8Array): Form | null {
  const text = Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('utf8')
  let members = 1
  for (const character of text) if (character === '&' && ++members > GATEWAY_LIMITS.formMembers_max) return null
  return [...new URLSearchParams(text)]
}

/** The one value of a name; null when there is none, or several, of which none can be believed. */
export function member(form: Form, name: string): string | null {
  const values = form.filter(([each]) => each === name)
  return values.length === 1 ? (values[0]?.[1] ?? null) : null
}

/** Writes a form; members without a value are left out. */
export function writeForm(members: Readonly<Record<string, string | null>>): string {
  const form = new URLSearchParams()
  for (const [name, value] of Object.entries(members)) if (value !== null) form.append(name, value)
  return form.toString()
}
