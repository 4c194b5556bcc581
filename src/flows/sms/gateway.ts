/** A gateway's request as it came off the wire: its signature is checked on this, before anybody reads what it says. */
export type GatewayRequest = {
  /** Where the gateway was told to call: scheme, host and port as the world knows them, then path and query exactly as they were asked for. */
  url: string
  /** By name in small letters; a header that came several times has several values. */
  headers: ReadonlyMap<string, readonly string[]>
  body: Uint8Array
}

/**
 * What a request of a gateway came to. `taken`: what it brought is on disk, and this is the answer that the gateway understands. `unproven`: it does not show
 * that it is from the gateway; `challenge` is what to ask it for (RFC 9110 §11.6.1). `malformed`: it is from the gateway and cannot be read.
 */
export type GatewayAnswer =
  | { kind: 'taken'; status: 200 | 204; type: string | null; body: string }
  | { kind: 'unproven'; challenge: string | null }
  | { kind: 'malformed'; field: string }

/** The half of an SMS gateway that the gateway calls, for the HTTP door. */
export type SmsGateway = {
  /** The profile: the last-but-one part of the address. */
  name: string
  /** The media type of its requests, without parameters. */
  contentType: string
  /** A message from a phone. Resolves when it is on disk. @throws ProblemError `try-again-later` */
  inbound(request: GatewayRequest): Promise<GatewayAnswer>
  /** What became of a message. @throws ProblemError `try-again-later` */
  report(request: GatewayRequest): Promise<GatewayAnswer>
}

/** Where a gateway calls, below the public address. @param hook what it has to tell */
export function gatewayPath(profile: string, hook: 'inbound' | 'reports'): string {
  return `/api/v1/sms/gateways/${profile}/${hook}`
}
