import { OF_ADMINS, OF_STAFF, SEEING } from '../rights-shared.ts'
import type { Right } from './route.ts'

/** Messages to phones and mails, and the dialogue with phones. */
export const MESSAGES: readonly Right[] = [
  [{ name: 'the dialogue', method: 'GET', url: () => '/api/v1/sms/dialogue' }, OF_STAFF],
  [{ name: 'maintenance of the dialogue', method: 'GET', url: () => '/api/v1/sms/maintenance' }, OF_STAFF],
  [{ name: 'begin maintenance', method: 'PUT', url: () => '/api/v1/sms/maintenance', body: { on: true } }, OF_ADMINS],
  [{ name: 'registered numbers', method: 'GET', url: () => '/api/v1/sms/numbers' }, OF_STAFF],
  [{ name: 'requests for numbers', method: 'GET', url: () => '/api/v1/sms/number-requests' }, OF_ADMINS],
  [
    {
      name: 'register a number',
      method: 'POST',
      url: () => '/api/v1/sms/numbers',
      body: { phone: '+436641234567', accountId: 'nobody' },
    },
    { ...OF_ADMINS, admin: 400, operator: 400 },
  ],
  [
    { name: 'withdraw a number', method: 'POST', url: ({ device }) => `/api/v1/sms/numbers/${device}/withdrawal` },
    { ...OF_ADMINS, admin: 404, operator: 404 },
  ],
  [
    {
      name: 'send a text message',
      method: 'POST',
      url: () => '/api/v1/sms',
      body: { to: '+46701234567', text: 'x' },
      key: true,
    },
    { ...OF_STAFF, admin: 202, support: 202, operator: 202 },
  ],
  [
    { name: 'text messages', method: 'GET', url: () => '/api/v1/sms' },
    { ...SEEING, reseller: 403, stranger: 200 },
  ],
  [
    { name: 'one text message', method: 'GET', url: ({ sms }) => `/api/v1/sms/${sms}` },
    { ...SEEING, owner: 404, manager: 404, viewer: 404 },
  ],
  [{ name: 'mails', method: 'GET', url: () => '/api/v1/mails' }, OF_STAFF],
  [{ name: 'one mail', method: 'GET', url: ({ mail }) => `/api/v1/mails/${mail}` }, OF_STAFF],
  [{ name: 'a file of a mail', method: 'GET', url: ({ mail }) => `/api/v1/mails/${mail}/files/0` }, OF_STAFF],
  [{ name: 'the way to the phone network', method: 'GET', url: () => '/api/v1/sms-transport' }, OF_STAFF],
]
