import { expect, test } from 'vitest'
import { faultText, readConfig } from '../config.ts'

const read = (env: Record<string, string>) =>
  readConfig(env, (path) => (path === '/run/secret' ? 'secret-from-a-file\n' : ''))
const faults = (env: Record<string, string>): string[] => {
  const outcome = read(env)
  return outcome.ok ? [] : outcome.faults.map(faultText)
}

const ELKS = {
  KOPPEL_SMS_46ELKS_USER: 'u1',
  KOPPEL_SMS_46ELKS_PASSWORD: 'hunter2',
  KOPPEL_SMS_46ELKS_FROM: '+46700000000',
}

test('without any of it there is no way to the network', () => {
  expect(read({})).toMatchObject({ config: { sms: { '46elks': null, twilio: null, sinch: null, smpp: null } } })
})

test('a way is chosen by its name, and needs its own names', () => {
  const env = { ...ELKS, KOPPEL_SMS_46ELKS_WEBHOOK_SECRET: 'a-secret-of-enough-letters' }
  expect(read(env)).toMatchObject({ config: { sms: { transport: 'console' } } })
  expect(read({ ...env, KOPPEL_SMS_TRANSPORT: '46elks' })).toMatchObject({ config: { sms: { transport: '46elks' } } })
  expect(faults({ KOPPEL_SMS_TRANSPORT: '46elks' })).toEqual([
    'KOPPEL_SMS_TRANSPORT is 46elks, whose own names are missing',
  ])
  expect(faults({ KOPPEL_SMS_TRANSPORT: 'pigeon' })).toEqual([
    'KOPPEL_SMS_TRANSPORT must be one of console, modem, 46elks, twilio, sinch, smpp (is "pigeon")',
  ])
})

test('a modem needs its port alone, and its names are checked', () => {
  const modem = { KOPPEL_SMS_TRANSPORT: 'modem', KOPPEL_SMS_MODEM: '/dev/ttyUSB0' }
  expect(read(modem)).toMatchObject({
    config: { sms: { transport: 'modem', modem: { port: '/dev/ttyUSB0', pin: null, number: null }, keepDays: 30 } },
  })
  expect(faults({ KOPPEL_SMS_TRANSPORT: 'modem' })).toEqual([
    'KOPPEL_SMS_TRANSPORT is modem, whose own names are missing',
  ])
  for (const port of ['usb:1a86:7523', 'usb:1A86:7523:A1'])
    expect(faults({ ...modem, KOPPEL_SMS_MODEM: port })).toEqual([])
  expect(
    faults({
      KOPPEL_SMS_MODEM: 'usb:modem',
      KOPPEL_SMS_MODEM_PIN: '12a4',
      KOPPEL_SMS_NUMBER: '0664',
      KOPPEL_SMS_PER_MINUTE: '0',
      KOPPEL_SMS_KEEP_DAYS: '-1',
    }),
  ).toEqual([
    'KOPPEL_SMS_PER_MINUTE must be a whole number from 1 to 100000 (is "0")',
    'KOPPEL_SMS_KEEP_DAYS must be a whole number from 1 to 3650 (is "-1")',
    'KOPPEL_SMS_MODEM must be a path, or usb:VENDOR:PRODUCT or usb:VENDOR:PRODUCT:SERIAL (is "usb:modem")',
    'KOPPEL_SMS_MODEM_PIN must be 4 to 8 digits',
    'KOPPEL_SMS_NUMBER must be a number as in +46700000000 (is "0664")',
  ])
})

test('Twilio needs our public address', () => {
  const env = {
    KOPPEL_SMS_TRANSPORT: 'twilio',
    KOPPEL_SMS_TWILIO_ACCOUNT: `AC${'0'.repeat(32)}`,
    KOPPEL_SMS_TWILIO_TOKEN: 'hunter2',
    KOPPEL_SMS_TWILIO_FROM: '+46700000000',
  }
  expect(faults(env)).toEqual(['KOPPEL_PUBLIC_URL is missing: Twilio signs the address that it calls'])
  expect(faults({ ...env, KOPPEL_PUBLIC_URL: 'https://koppel.example' })).toEqual([])
})

test('a way’s names are read together, secrets from files too', () => {
  expect(read({ ...ELKS, KOPPEL_SMS_46ELKS_WEBHOOK_SECRET_FILE: '/run/secret' })).toMatchObject({
    config: {
      sms: { '46elks': { user: 'u1', password: 'hunter2', from: '+46700000000', webhookSecret: 'secret-from-a-file' } },
    },
  })
})

test('a way that is half configured is a fault, told by the name that is missing', () => {
  expect(faults(ELKS)).toEqual(['KOPPEL_SMS_46ELKS_WEBHOOK_SECRET is missing: 46elks needs all of its names'])
  expect(faults({ KOPPEL_SMS_SMPP_FROM: 'Koppel' })).toEqual([
    'KOPPEL_SMS_SMPP_URL is missing: SMPP needs all of its names',
  ])
})

test('one that is unfit is told once, and without its value where that is secret', () => {
  const told = faults({ ...ELKS, KOPPEL_SMS_46ELKS_WEBHOOK_SECRET: 'hunter2/hunter2/hunter2' })
  expect(told).toEqual(['KOPPEL_SMS_46ELKS_WEBHOOK_SECRET must be 16 to 100 letters, digits, - or _'])
})

test.each([
  ['+46700000000', true],
  ['Koppel', true],
  ['0046700000000', false],
  ['+0700000000', false],
  ['Koppel Hundhalsband', false],
  ['12345678', false],
])('the sender %s', (from, fits) => {
  const env = { KOPPEL_SMS_SMPP_URL: 'smpp://id:pw@smsc.example', KOPPEL_SMS_SMPP_FROM: from }
  expect(read(env).ok).toBe(fits)
})

test('the address of an SMSC says all that is needed to reach it', () => {
  const env = { KOPPEL_SMS_SMPP_FROM: 'Koppel' }
  const sms = (url: string) => read({ ...env, KOPPEL_SMS_SMPP_URL: url })
  expect(sms('smpp://koppel:p%40ss@smsc.example:2776?system_type=VMA')).toMatchObject({
    config: {
      sms: {
        smpp: {
          tls: false,
          host: 'smsc.example',
          port: 2776,
          systemId: 'koppel',
          password: 'p@ss',
          systemType: 'VMA',
          from: 'Koppel',
        },
      },
    },
  })
  expect(sms('smpps://koppel:x@[2001:db8::1]')).toMatchObject({
    config: { sms: { smpp: { tls: true, host: '2001:db8::1', port: 3550, systemType: '' } } },
  })
  for (const bad of [
    'http://koppel:x@smsc.example',
    'smpp://smsc.example',
    'smpp://a-system-id-of-more-than-15:x@smsc.example',
    'smpp://koppel:p%C3%A5@smsc.example',
    'smpp://koppel:x@smsc.example?system_type=longer-than-it-may',
    'smpp://koppel:%@smsc.example',
  ])
    expect(JSON.stringify(sms(bad)), bad).toContain('KOPPEL_SMS_SMPP_URL')
})
