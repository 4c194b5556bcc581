import { type Setting, Unfit, url, whole } from './setting.ts'

/** IANA's ports for submission (RFC 6409) and for submission over TLS (RFC 8314 §7.3). */
const PORTS: Readonly<Record<string, number>> = { 'smtp:': 587, 'smtps:': 465 }

/** The names of mail. */
export const MAIL_SETTINGS = {
  smtpAddress: {
    name: 'KOPPEL_SMTP_URL',
    meaning:
      'Server that mails leave by: `smtp://user:password@host:587` (STARTTLS, demanded before a password), or `smtps://` (TLS from the first byte)',
    otherwise: 'mails are not sent: they lie in `mail/` of the data directory, and on the console',
    secret: true,
    read: smtpAddress,
  },
  mailFrom: {
    name: 'KOPPEL_MAIL_FROM',
    meaning: 'Who mails are from: `noreply@koppel.example`, or `Koppel <noreply@koppel.example>`',
    otherwise: '`Koppel <noreply@koppel.invalid>`; needed with a server',
    read: mailFrom,
  },
  mailKeepDays: {
    name: 'KOPPEL_MAIL_KEEP_DAYS',
    meaning: 'Days after which address, words and files of a mail that was sent are erased',
    otherwise: '30',
    read: whole(1, 3_650),
  },
  contactKeepMonths: {
    name: 'KOPPEL_CONTACT_KEEP_MONTHS',
    meaning:
      'Calendar months after which a message by the contact form is erased, with its answers: after it was closed, or after the last answer where nobody closed it. One that was neither answered nor closed is erased a year after it came',
    otherwise: '6',
    read: whole(1, 120),
  },
} as const satisfies Record<string, Setting<unknown>>

function smtpAddress(text: string) {
  const { protocol, hostname, port, username, password, search, pathname } = url(['smtp', 'smtps'], text)
  if (search !== '' || (pathname !== '' && pathname !== '/')) throw new Unfit('must end with its host or port')
  if ((username === '') !== (password === '')) throw new Unfit('must hold both user and password, or neither')
  return {
    tls: protocol === 'smtps:',
    host: hostname.replace(/^\[|\]$/g, ''),
    port: port === '' ? (PORTS[protocol] ?? 0) : Number(port),
    user: username === '' ? null : decoded(username),
    password: password === '' ? null : decoded(password),
  }
}

function mailFrom(text: string) {
  const [, name, bracketed] = /^\s*([^<>@",;:\\\p{Cc}]{1,100}?)\s*<([^<>]+)>$/u.exec(text) ?? []
  const address = bracketed ?? text
  if (!/^[A-Za-z0-9._+-]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+$/.test(address) || address.length > 254)
    throw new Unfit('must be an e-mail address, or a name and <an e-mail address>')
  return { name: name ?? null, address }
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    throw new Unfit('has a % that is not part of an escape')
  }
}
