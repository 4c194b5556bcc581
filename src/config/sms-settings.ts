import { type Setting, Unfit, url, whole } from './setting.ts'

/** Ways to the telephone network, by the names that transports have. */
export const SMS_WAYS = ['console', 'modem', '46elks', 'twilio', 'sinch', 'smpp'] as const
const WEBHOOK_SECRET_CHARACTERS_MIN = 16
const SINCH_REGIONS = ['eu', 'us', 'au', 'br', 'ca'] as const
/** IANA's port for SMPP, and the usual one for SMPP over TLS. */
const SMPP_PORTS: Readonly<Record<string, number>> = { 'smpp:': 2775, 'smpps:': 3550 }

/** Where an SMSC is and who we are to it. */
export type SmppAddress = {
  tls: boolean
  host: string
  port: number
  systemId: string
  password: string
  systemType: string
}

function word(text: string): string {
  if (!/^[\x21-\x7e]{1,200}$/.test(text)) throw new Unfit('must be one word without spaces')
  return text
}

function ownNumber(text: string): string {
  if (!/^\+[1-9]\d{6,14}$/.test(text)) throw new Unfit('must be a number as in +46700000000')
  return text
}

/** As `src/serial/port/name.ts` reads it. */
function portName(text: string): string {
  const usb = /^usb:[0-9a-f]{4}:[0-9a-f]{4}(:[ -~]{1,126})?$/i.test(text)
  if ((/^usb:/i.test(text) && !usb) || text.length > 4_096 || /\p{Cc}/u.test(text))
    throw new Unfit('must be a path, or usb:VENDOR:PRODUCT or usb:VENDOR:PRODUCT:SERIAL')
  return text
}

function sender(text: string): string {
  if (!/^\+[1-9]\d{6,14}$/.test(text) && !/^(?=.*[A-Za-z])[A-Za-z0-9 ]{1,11}$/.test(text))
    throw new Unfit('must be a number as in +46700000000, or a name of at most 11 letters and digits')
  return text
}

/** It stands in an address, so it has no character that would have to be written otherwise there. */
function webhookSecret(text: string): string {
  if (!/^[A-Za-z0-9_-]+$/.test(text) || text.length < WEBHOOK_SECRET_CHARACTERS_MIN || text.length > 100)
    throw new Unfit(`must be ${WEBHOOK_SECRET_CHARACTERS_MIN} to 100 letters, digits, - or _`)
  return text
}

/** System id and password are C-octet strings of 16 and 9 octets (SMPP 3.4 §4.1.5); SMSCs are known that give longer passwords. */
function smppAddress(text: string): SmppAddress {
  const { protocol, hostname, port, username, password, searchParams } = url(['smpp', 'smpps'], text)
  const plain = (value: string, most: number, what: string): string => {
    if (value.length > most || !/^[\x20-\x7e]*$/.test(value)) throw new Unfit(`has a ${what} that SMPP cannot carry`)
    return value
  }
  const systemId = plain(decoded(username), 15, 'system id')
  if (systemId === '') throw new Unfit('must name a system id, as in smpp://id:password@host:2775')
  return {
    tls: protocol === 'smpps:',
    host: hostname.replace(/^\[|\]$/g, ''),
    port: port === '' ? (SMPP_PORTS[protocol] ?? 0) : Number(port),
    systemId,
    password: plain(decoded(password), 60, 'password'),
    systemType: plain(searchParams.get('system_type') ?? '', 12, 'system_type'),
  }
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    throw new Unfit('has a % that is not part of an escape')
  }
}

/** What the ways to the telephone network need to be told. Each way's names belong together: all of them, or none. */
export const SMS_SETTINGS = {
  smsTransport: {
    name: 'KOPPEL_SMS_TRANSPORT',
    meaning: `Way to the telephone network: ${SMS_WAYS.join(', ')}; its own names below belong to it ([sms-transports.md](sms-transports.md))`,
    otherwise: '`console`: messages are not sent, they can be read on the console',
    read(text): (typeof SMS_WAYS)[number] {
      const way = SMS_WAYS.find((each) => each === text)
      if (!way) throw new Unfit(`must be one of ${SMS_WAYS.join(', ')}`)
      return way
    },
  },
  smsPerMinute: {
    name: 'KOPPEL_SMS_PER_MINUTE',
    meaning: 'Messages handed over in any minute, by all processes together; a long one counts once',
    otherwise: '20 by a modem, else 600',
    read: whole(1, 100_000),
  },
  smsKeepDays: {
    name: 'KOPPEL_SMS_KEEP_DAYS',
    meaning: 'Days after which number and text of a message that was sent are erased',
    otherwise: '30',
    read: whole(1, 3_650),
  },
  modemPort: {
    name: 'KOPPEL_SMS_MODEM',
    meaning: 'Modem: its serial port, e.g. `/dev/serial/by-id/...`, or `usb:VENDOR:PRODUCT[:SERIAL]` in hexadecimal',
    otherwise: 'no modem',
    read: portName,
  },
  modemPin: {
    name: 'KOPPEL_SMS_MODEM_PIN',
    meaning: "Modem: the SIM's PIN, 4 to 8 digits. One that the SIM refuses is never tried again",
    otherwise: 'the SIM asks for none',
    secret: true,
    read(text) {
      if (!/^[0-9]{4,8}$/.test(text)) throw new Unfit('must be 4 to 8 digits')
      return text
    },
  },
  modemNumber: {
    name: 'KOPPEL_SMS_NUMBER',
    meaning: "Modem: the SIM's own number; messages from it are not answered",
    otherwise: 'not known',
    read: ownNumber,
  },
  elksUser: {
    name: 'KOPPEL_SMS_46ELKS_USER',
    meaning: "46elks: the API's user name",
    otherwise: 'no 46elks',
    read: word,
  },
  elksPassword: {
    name: 'KOPPEL_SMS_46ELKS_PASSWORD',
    meaning: "46elks: the API's password",
    otherwise: 'no 46elks',
    secret: true,
    read: word,
  },
  elksFrom: {
    name: 'KOPPEL_SMS_46ELKS_FROM',
    meaning: '46elks: number or name that sends; to a name nobody can answer',
    otherwise: 'no 46elks',
    read: sender,
  },
  elksWebhookSecret: {
    name: 'KOPPEL_SMS_46ELKS_WEBHOOK_SECRET',
    meaning: '46elks: password by which 46elks shows itself when it calls us, of your own making',
    otherwise: 'no 46elks',
    secret: true,
    read: webhookSecret,
  },
  twilioAccount: {
    name: 'KOPPEL_SMS_TWILIO_ACCOUNT',
    meaning: 'Twilio: Account SID, `AC...`',
    otherwise: 'no Twilio',
    read(text) {
      if (!/^AC[0-9a-f]{32}$/.test(text)) throw new Unfit('must be AC and 32 hexadecimal digits')
      return text
    },
  },
  twilioToken: {
    name: 'KOPPEL_SMS_TWILIO_TOKEN',
    meaning: "Twilio: the account's primary Auth Token; Twilio signs with it too",
    otherwise: 'no Twilio',
    secret: true,
    read: word,
  },
  twilioFrom: {
    name: 'KOPPEL_SMS_TWILIO_FROM',
    meaning: 'Twilio: number or name that sends; to a name nobody can answer',
    otherwise: 'no Twilio',
    read: sender,
  },
  sinchPlan: {
    name: 'KOPPEL_SMS_SINCH_PLAN',
    meaning: 'Sinch: id of the service plan',
    otherwise: 'no Sinch',
    read: word,
  },
  sinchToken: {
    name: 'KOPPEL_SMS_SINCH_TOKEN',
    meaning: "Sinch: the service plan's API token",
    otherwise: 'no Sinch',
    secret: true,
    read: word,
  },
  sinchRegion: {
    name: 'KOPPEL_SMS_SINCH_REGION',
    meaning: `Sinch: region of the service plan: ${SINCH_REGIONS.join(', ')}`,
    otherwise: '`eu`',
    read(text): (typeof SINCH_REGIONS)[number] {
      const region = SINCH_REGIONS.find((each) => each === text)
      if (!region) throw new Unfit(`must be one of ${SINCH_REGIONS.join(', ')}`)
      return region
    },
  },
  sinchFrom: {
    name: 'KOPPEL_SMS_SINCH_FROM',
    meaning: 'Sinch: number or name that sends; to a name nobody can answer',
    otherwise: 'no Sinch',
    read: sender,
  },
  sinchWebhookSecret: {
    name: 'KOPPEL_SMS_SINCH_WEBHOOK_SECRET',
    meaning: 'Sinch: secret with which Sinch signs its calls (HMAC), of your own making',
    otherwise: 'no Sinch',
    secret: true,
    read: webhookSecret,
  },
  smppAddress: {
    name: 'KOPPEL_SMS_SMPP_URL',
    meaning:
      'SMPP 3.4: `smpp://id:password@host:2775`, or `smpps://` over TLS; `?system_type=` where the SMSC wants one',
    otherwise: 'no SMPP',
    secret: true,
    read: smppAddress,
  },
  smppFrom: {
    name: 'KOPPEL_SMS_SMPP_FROM',
    meaning: 'SMPP: number or name that sends; to a name nobody can answer',
    otherwise: 'no SMPP',
    read: sender,
  },
} as const satisfies Record<string, Setting<unknown>>

/** The names of each way to the network that are wanted together. */
export const SMS_TOGETHER = {
  '46elks': ['elksUser', 'elksPassword', 'elksFrom', 'elksWebhookSecret'],
  Twilio: ['twilioAccount', 'twilioToken', 'twilioFrom'],
  Sinch: ['sinchPlan', 'sinchToken', 'sinchFrom', 'sinchWebhookSecret'],
  SMPP: ['smppAddress', 'smppFrom'],
} as const satisfies Record<string, readonly (keyof typeof SMS_SETTINGS)[]>
