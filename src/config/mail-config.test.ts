import { expect, test } from 'vitest'
import { faultText, readConfig } from '../config.ts'

const read = (env: Record<string, string>) => readConfig(env, () => '')
const faults = (env: Record<string, string>): string[] => {
  const outcome = read(env)
  return outcome.ok ? [] : outcome.faults.map(faultText)
}
const FROM = { KOPPEL_MAIL_FROM: 'Koppel AB <post@koppel.example>' }

test('without a server mails are files', () => {
  expect(read({})).toMatchObject({ config: { mail: { server: null, keepDays: 30 } } })
})

test('a server is an address, with user and password or without', () => {
  expect(read({ ...FROM, KOPPEL_SMTP_URL: 'smtp://kop%40pel:h%C3%A4m@mail.example' })).toMatchObject({
    config: {
      mail: {
        server: { tls: false, host: 'mail.example', port: 587, user: 'kop@pel', password: 'häm' },
        from: { name: 'Koppel AB', address: 'post@koppel.example' },
      },
    },
  })
  expect(read({ KOPPEL_MAIL_FROM: 'a@b.se', KOPPEL_SMTP_URL: 'smtps://[::1]/' })).toMatchObject({
    config: { mail: { server: { tls: true, host: '::1', port: 465, user: null }, from: { name: null } } },
  })
})

test('a server wants a sender', () => {
  expect(faults({ KOPPEL_SMTP_URL: 'smtp://mail.example' })).toEqual([
    'KOPPEL_MAIL_FROM is missing: KOPPEL_SMTP_URL wants a sender',
  ])
})

test.each(['http://mail.example', 'smtp://user@mail.example', 'smtp://mail.example/?tls=no', 'smtp://a%:b@c.example'])(
  '%s is no server, and is not repeated',
  (KOPPEL_SMTP_URL) => {
    const told = faults({ ...FROM, KOPPEL_SMTP_URL })
    expect(told).toHaveLength(1)
    expect(told[0]).not.toContain(KOPPEL_SMTP_URL)
  },
)

test.each(['koppel', 'a@b', '"x" <a@b.se>', 'A <a@b.se>, B <c@d.se>', 'a@b.se\r\nBcc: c@d.se'])(
  '%j is no sender',
  (KOPPEL_MAIL_FROM) => {
    expect(faults({ KOPPEL_MAIL_FROM })[0]).toMatch(/^KOPPEL_MAIL_FROM must be an e-mail address/)
  },
)
