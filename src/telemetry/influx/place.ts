/** Where an InfluxDB is, and how one shows oneself there. */
export type InfluxPlace = {
  /** Scheme, host, port and perhaps a path, without a slash at its end. */
  url: string
  /** A token (2.x, 3.x), or `user:password` (1.x); null = none is asked for. */
  token: string | null
  /** 2.x alone knows organisations. */
  org: string | null
  /** Bucket in 2.x, database in 1.x and 3.x. */
  bucket: string
}

/** The header by which every generation knows its user: `Token` for tokens (all of 2.x and 3.x), Basic for a name and a password. */
export function authorization({ token }: InfluxPlace): Record<string, string> {
  if (token === null) return {}
  if (!token.includes(':')) return { authorization: `Token ${token}` }
  return { authorization: `Basic ${Buffer.from(token, 'utf8').toString('base64')}` }
}
