import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createTransport } from 'nodemailer'
import { type MailTransport, MailTransportError } from '../flows/mail/transport.ts'
import { type MailFrom, messageOf } from './message.ts'

/** Files kept; the oldest go. */
const FILES_MAX = 1_000

/** Puts each mail as a file of its own into a directory (`<id>.eml`, RFC 5322; ids sort by time) and sends none: what holds while no server is configured. */
export function fileTransport(directory: string, from: MailFrom): MailTransport {
  const mailer = createTransport({ streamTransport: true, buffer: true })
  return {
    name: 'files',
    async send(mail) {
      try {
        const { message } = await mailer.sendMail(messageOf(mail, from))
        await mkdir(directory, { recursive: true, mode: 0o700 })
        const file = join(directory, `${mail.id}.eml`)
        await writeFile(`${file}.new`, message as Buffer, { mode: 0o600 })
        await rename(`${file}.new`, file)
        await forgetOldest(directory)
      } catch (error) {
        throw new MailTransportError('unavailable', (error as NodeJS.ErrnoException).code ?? 'cannot be written', {
          cause: error,
        })
      }
    },
    async close() {
      mailer.close()
    },
  }
}

async function forgetOldest(directory: string): Promise<void> {
  const files = (await readdir(directory)).filter((name) => name.endsWith('.eml')).sort()
  for (const name of files.slice(0, Math.max(0, files.length - FILES_MAX))) await rm(join(directory, name))
}
