/** A file that goes with a mail. `type`: a media type, e.g. `application/pdf`. */
export type MailAttachment = { name: string; type: string; bytes: Uint8Array }

/** A mail that is to leave now. `id` is the same at each try: a receiver that gets it twice can tell (RFC 5322 §3.6.4). */
export type OutgoingMail = {
  id: string
  to: string
  subject: string
  text: string
  html?: string
  attachments: readonly MailAttachment[]
  /** When it was put into the outbox, milliseconds since 1970: its Date. */
  at: number
}

/**
 * Why a mail was not taken. `refused`: it never will be (an SMTP reply of 5yz to the address or the mail, RFC 5321 §4.2.1); `unavailable`: try again.
 * Where the answer was lost the mail may have been taken: a mail is rather sent twice than lost, under the same Message-ID.
 */
export class MailTransportError extends Error {
  readonly kind: 'refused' | 'unavailable'

  constructor(kind: 'refused' | 'unavailable', message: string, options?: ErrorOptions) {
    super(message, options)
    this.kind = kind
    this.name = 'MailTransportError'
  }
}

/** A way for mails: the one seam, with an SMTP server or a directory behind it. */
export type MailTransport = {
  /** Stable, e.g. `smtp`. */
  readonly name: string
  /** Resolves once somebody else has taken the responsibility for the mail (RFC 5321 §6.1). @throws MailTransportError within `SEND_TIMEOUT_MS` */
  send(mail: OutgoingMail): Promise<void>
  /** Never rejects. */
  close(): Promise<void>
}

/** What a sending may take at most; a claim lasts longer. */
export const SEND_TIMEOUT_MS = 120_000
