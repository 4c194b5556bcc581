import type Mail from 'nodemailer'
import type { OutgoingMail } from '../flows/mail/transport.ts'

/** Who mails are from: `noreply@koppel.example` or `Koppel <noreply@koppel.example>`. */
export type MailFrom = { name: string | null; address: string }

type Message = Parameters<ReturnType<typeof Mail.createTransport>['sendMail']>[0]

/**
 * A mail as nodemailer wants it. The Message-ID is the same at each try, and Auto-Submitted keeps absence notes from answering (RFC 3834 §5). No part of a mail may name a
 * file or an address to be fetched.
 */
export function messageOf(mail: OutgoingMail, from: MailFrom): Message {
  const { id, to, subject, text, html, attachments, at } = mail
  return {
    from: from.name === null ? from.address : { name: from.name, address: from.address },
    to: { name: '', address: to },
    subject,
    text,
    ...(html === undefined ? {} : { html }),
    messageId: `<${id}@${from.address.slice(from.address.indexOf('@') + 1)}>`,
    date: new Date(at),
    headers: { 'Auto-Submitted': 'auto-generated' },
    attachments: attachments.map(({ name, type, bytes }) => {
      return { filename: name, contentType: type, content: Buffer.from(bytes) }
    }),
    disableFileAccess: true,
    disableUrlAccess: true,
  }
}
