/**
 * A message to be handed over. `id` is ours; `to` and `from` are E.164, `from` null for the transport's own sender. `notAfter`, milliseconds since 1970: where the
 * network can be told, delivering it later is of no use.
 */
export type OutgoingSms = { id: string; to: string; from: string | null; text: string; notAfter?: number }

/**
 * What handing over came to: the provider's id of each part, by which delivery reports name it. It may be one that was given to an older message before: the newest
 * is meant.
 */
export type HandedOver = { providerIds: readonly string[] }

/**
 * Why a message was not handed over. `rejected`: it never will be (number, text). `unavailable`: not now, and certainly not taken. `unclear`: the wire was lost
 * in the middle; it may have been taken.
 */
export class SmsTransportError extends Error {
  readonly kind: 'rejected' | 'unavailable' | 'unclear'
  constructor(kind: 'rejected' | 'unavailable' | 'unclear', message: string) {
    super(message)
    this.kind = kind
  }
}

/** A way to the phone network: a GSM modem, an HTTP gateway, SMPP, or the demo's console. */
export type SmsTransport = {
  /** Stable, fit for a metric's label: `modem`, `46elks`, `twilio`, `sinch`, `smpp`, `console`. */
  name: string
  /** @throws SmsTransportError */
  send(sms: OutgoingSms): Promise<HandedOver>
  /** For the operations page; `why` when it is not ready. */
  state(): { ready: boolean; why?: string; signal_dBm?: number; network?: string }
  close(): Promise<void>
}

/** A message from a phone. `providerId` is what a message that comes twice has in common with itself; `sentAt` in milliseconds since 1970. */
export type IncomingSms = {
  transport: string
  providerId: string
  from: string
  to: string | null
  text: string
  sentAt: number | null
}

/** What became of a part that was handed over. */
export type DeliveryReport = {
  transport: string
  providerId: string
  state: 'delivered' | 'failed' | 'buffered'
  reason?: string
  /** Milliseconds since 1970. */
  at: number
}

/** Where transports bring what comes in. */
export type SmsSink = {
  /** Resolves when the message is on disk: only then may it be acknowledged to the carrier or deleted from the SIM. @throws ProblemError `try-again-later` */
  inbound(sms: IncomingSms): Promise<void>
  /** Resolves when it is noted. Reports may be lost: nothing depends on them. */
  report(report: DeliveryReport): Promise<void>
}
