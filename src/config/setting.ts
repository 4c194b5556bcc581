import { isIP } from 'node:net'

/** A text that cannot be used; its message completes "KOPPEL_X ...". */
export class Unfit extends Error {}

/** One public name of the environment: what it means, how it is read, what holds without it. */
export type Setting<T> = {
  name: string
  meaning: string
  /** What holds when it is absent, in words. */
  otherwise: string
  /** Never shown, neither in a fault nor in a log. */
  secret?: true
  /** @throws Unfit */
  read(text: string): T
}

const PORT_MAX = 65_535

/** A port, 0 for any free one. */
export function port(text: string): number {
  const number = /^[0-9]{1,5}$/.test(text) ? Number(text) : Number.NaN
  if (!(number <= PORT_MAX)) throw new Unfit(`must be a port, 0 to ${PORT_MAX} (0 = any free one)`)
  return number
}

/** An IP address or a host name. */
export function host(text: string): string {
  const name = /^(?=.{1,253}$)[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/i
  if (isIP(text) === 0 && !name.test(text)) throw new Unfit('must be an IP address or a host name, without a port')
  return text
}

/** An address with one of these schemes. */
export function url(schemes: readonly string[], text: string): URL {
  const parsed = URL.parse(text)
  if (!parsed || !schemes.includes(parsed.protocol.slice(0, -1)) || parsed.hostname === '') {
    throw new Unfit(`must be an address that begins with ${schemes.map((scheme) => `${scheme}://`).join(' or ')}`)
  }
  return parsed
}

/** Scheme, host and port. */
export function origin(text: string): string {
  const parsed = url(['http', 'https'], text)
  if (parsed.origin !== text.replace(/\/$/, '').toLowerCase()) {
    throw new Unfit('must be scheme, host and port alone, as in https://koppel.example')
  }
  return parsed.origin
}

/** PEM of this kind. */
export function pem(kind: string): (text: string) => string {
  return (text) => {
    if (!new RegExp(`-----BEGIN [A-Z ]*${kind}-----`).test(text))
      throw new Unfit(`must hold a PEM ${kind.toLowerCase()}`)
    return text
  }
}

/** One line. */
export function line(text: string): string {
  if (text.length > 200 || /\p{Cc}/u.test(text)) throw new Unfit('must be one line of at most 200 characters')
  return text
}

/** A whole number. */
export function whole(least: number, most: number): (text: string) => number {
  return (text) => {
    const number = /^[0-9]{1,9}$/.test(text) ? Number(text) : Number.NaN
    if (!(number >= least && number <= most)) throw new Unfit(`must be a whole number from ${least} to ${most}`)
    return number
  }
}
