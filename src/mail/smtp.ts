import { createTransport } from 'nodemailer'
import { type MailTransport, MailTransportError } from '../flows/mail/transport.ts'
import { type MailFrom, messageOf } from './message.ts'

/** Where the server is. `tls`: from the first byte (RFC 8314 §3.3); else STARTTLS where the server offers it, and before any password at all events. */
export type SmtpAddress = { tls: boolean; host: string; port: number; user: string | null; password: string | null }

/** Each below `SEND_TIMEOUT_MS`, which ends what they do not: a server that goes on answering slowly. */
const CONNECT_MS = 15_000
const GREETING_MS = 20_000
const SILENCE_MS = 60_000
const LOOPBACK = /^(localhost|127\.\d+\.\d+\.\d+|::1)$/

/** Mails by an SMTP server (RFC 5321), a connection for each: they are few, and a connection kept open is one that may be dead. */
export function smtpTransport({ tls, host, port, user, password }: SmtpAddress, from: MailFrom): MailTransport {
  const mailer = createTransport({
    host,
    port,
    secure: tls,
    requireTLS: !tls && user !== null && !LOOPBACK.test(host),
    ...(user === null ? {} : { auth: { user, pass: password ?? '' } }),
    connectionTimeout: CONNECT_MS,
    greetingTimeout: GREETING_MS,
    socketTimeout: SILENCE_MS,
    logger: false,
  })
  return {
    name: 'smtp',
    async send(mail) {
      await mailer.sendMail(messageOf(mail, from)).catch((error: unknown) => {
        throw new MailTransportError(isFinal(error) ? 'refused' : 'unavailable', said(error), { cause: error })
      })
    },
    async close() {
      mailer.close()
    },
  }
}

type SmtpError = Error & { code?: string; command?: string; responseCode?: number; response?: string }

/** A reply of 5yz to the address or to the mail. To our name, password or sender it is a fault of the configuration: what waits is sent once that is mended. */
function isFinal(error: unknown): boolean {
  const { responseCode = 0, command } = error as SmtpError
  return responseCode >= 500 && responseCode < 600 && (command === 'RCPT TO' || command === 'DATA')
}

function said(error: unknown): string {
  const { response, message, code } = error as SmtpError
  return response ?? ([code, message].filter(Boolean).join(' ') || 'the server failed')
}
