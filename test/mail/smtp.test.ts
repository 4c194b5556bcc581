import { mkdtempSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { join } from 'node:path'
import { SMTPServer, type SMTPServerOptions } from 'smtp-server'
import { afterEach, describe, expect, test } from 'vitest'
import type { OutgoingMail } from '../../src/flows/mail/transport.ts'
import { fileTransport } from '../../src/mail/files.ts'
import { type SmtpAddress, smtpTransport } from '../../src/mail/smtp.ts'
import { temporaryDirectory } from '../setup/temporary-directory.ts'

const FROM = { name: 'Koppel', address: 'noreply@koppel.test' }
const MAIL: OutgoingMail = {
  id: '0190c0de-0000-7000-8000-000000000001',
  to: 'anna@example.org',
  subject: 'Fakturan är här',
  text: 'Hej Anna,\n.\nhär är fakturan – 10 €.',
  attachments: [{ name: 'faktura.pdf', type: 'application/pdf', bytes: Buffer.from('%PDF-1.7') }],
  at: Date.UTC(2026, 10, 26, 8),
}

/** What reached a real SMTP server. */
type Received = { from: string; to: string[]; raw: string }

describe('by SMTP', () => {
  const ends: (() => Promise<void> | void)[] = []
  afterEach(async () => {
    for (const end of ends.splice(0)) await end()
  })

  async function serve(options: SMTPServerOptions = {}): Promise<{ address: SmtpAddress; received: Received[] }> {
    const received: Received[] = []
    const server = new SMTPServer({
      authOptional: true,
      disabledCommands: ['STARTTLS'],
      onData(stream, session, done) {
        const chunks: Buffer[] = []
        stream.on('data', (chunk: Buffer) => chunks.push(chunk))
        stream.on('end', () => {
          const { mailFrom, rcptTo } = session.envelope
          const from = mailFrom === false ? '' : mailFrom.address
          const to = rcptTo.map(({ address }) => address)
          received.push({ from, to, raw: Buffer.concat(chunks).toString('latin1') })
          done()
        })
      },
      ...options,
    })
    server.on('error', () => {})
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    ends.push(() => new Promise((resolve) => server.close(resolve)))
    const { port } = server.server.address() as AddressInfo
    return { received, address: { tls: false, host: '127.0.0.1', port, user: null, password: null } }
  }
  const rejection = (code: number, text: string): Error => Object.assign(new Error(text), { responseCode: code })

  test('a mail arrives whole, under a name of its own and marked as sent by a machine', async () => {
    const { address, received } = await serve()
    await smtpTransport(address, FROM).send(MAIL)
    expect(received).toHaveLength(1)
    const { from, to, raw } = received[0]!
    expect([from, to]).toEqual(['noreply@koppel.test', ['anna@example.org']])
    expect(raw).toContain(`Message-ID: <${MAIL.id}@koppel.test>`)
    expect(raw).toContain('From: Koppel <noreply@koppel.test>')
    expect(raw).toContain('Auto-Submitted: auto-generated')
    expect(raw).toContain('Date: Thu, 26 Nov 2026 08:00:00 +0000')
    expect(raw).toContain(`Content-Disposition: attachment; filename=faktura.pdf`)
    expect(raw).toContain(Buffer.from('%PDF-1.7').toString('base64'))
  })

  test('name and password are told to a server that asks', async () => {
    const asked: unknown[] = []
    const { address, received } = await serve({
      authOptional: false,
      allowInsecureAuth: true,
      onAuth({ username, password }, _session, done) {
        asked.push([username, password])
        done(null, { user: username })
      },
    })
    await smtpTransport({ ...address, user: 'koppel', password: 'hemligt' }, FROM).send(MAIL)
    expect(asked).toEqual([['koppel', 'hemligt']])
    expect(received).toHaveLength(1)
  })

  test('a password is never told to a far server that offers no TLS', async () => {
    const asked: string[] = []
    const server = createServer((socket) => {
      socket.on('error', () => {}).write('220 mail.test ESMTP\r\n')
      socket.on('data', (chunk) => {
        asked.push(String(chunk))
        socket.write(String(chunk).startsWith('EHLO') ? '250-mail.test\r\n250 AUTH PLAIN LOGIN\r\n' : '502 no\r\n')
      })
    })
    // The machine's own addresses but 127.0.0.1 count as far; 0.0.0.0 reaches this one too.
    await new Promise<void>((resolve) => server.listen(0, '0.0.0.0', resolve))
    ends.push(() => void server.close())
    const { port } = server.address() as AddressInfo
    const far = { tls: false, host: '0.0.0.0', port, user: 'koppel', password: 'hemligt' }
    await expect(smtpTransport(far, FROM).send(MAIL)).rejects.toMatchObject({ kind: 'unavailable' })
    expect(asked.join('')).not.toMatch(/AUTH/)
  })

  test.each([
    ['no such address', { onRcptTo: (_a, _s, done) => done(rejection(550, 'no such user')) }, 'refused'],
    ['a mailbox that is full', { onRcptTo: (_a, _s, done) => done(rejection(452, 'full')) }, 'unavailable'],
    [
      'a sender that it does not know',
      { onMailFrom: (_a, _s, done) => done(rejection(550, 'not you')) },
      'unavailable',
    ],
    ['a greeting of refusal', { onConnect: (_s, done) => done(rejection(554, 'no service')) }, 'unavailable'],
    [
      'a mail that it will not have',
      { onData: (stream, _s, done) => void stream.resume().on('end', () => done(rejection(554, 'spam'))) },
      'refused',
    ],
  ] satisfies [string, SMTPServerOptions, string][])(
    '%s: the server’s answer says whether it is final',
    async (_name, options, kind) => {
      const { address } = await serve(options)
      await expect(smtpTransport(address, FROM).send(MAIL)).rejects.toMatchObject({ name: 'MailTransportError', kind })
    },
  )

  test('no server at all, one that hangs up and one that speaks no SMTP are all unavailable', async () => {
    const none: SmtpAddress = { tls: false, host: '127.0.0.1', port: 1, user: null, password: null }
    await expect(smtpTransport(none, FROM).send(MAIL)).rejects.toMatchObject({ kind: 'unavailable' })
    for (const answer of ['', 'HTTP/1.1 400 Bad Request\r\n\r\n', `220 ${'x'.repeat(5_000)}\r\n`]) {
      const server = createServer((socket) => void socket.on('error', () => {}).end(answer))
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
      ends.push(() => void server.close())
      const { port } = server.address() as AddressInfo
      await expect(smtpTransport({ ...none, port }, FROM).send(MAIL)).rejects.toMatchObject({ kind: 'unavailable' })
    }
  })
})

describe('as files', () => {
  test('each mail is a file that its owner alone can read', async () => {
    const directory = join(mkdtempSync(join(temporaryDirectory(), 'mail-')), 'mail')
    const transport = fileTransport(directory, FROM)
    await transport.send(MAIL)
    await transport.send(MAIL)
    expect(readdirSync(directory)).toEqual([`${MAIL.id}.eml`])
    const file = join(directory, `${MAIL.id}.eml`)
    expect(statSync(file).mode & 0o777).toBe(0o600)
    expect(readFileSync(file, 'utf8')).toMatch(/^From: Koppel <noreply@koppel.test>\r?\nTo: anna@example.org\r?\n/m)
  })

  test('a disk that is full is tried again', async () => {
    const file = join(temporaryDirectory(), 'no-directory')
    await expect(fileTransport(join('/dev/null', file), FROM).send(MAIL)).rejects.toMatchObject({ kind: 'unavailable' })
  })
})
