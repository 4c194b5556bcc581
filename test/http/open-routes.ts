/** Routes that ask nobody who they are. */
export const OPEN_ROUTES: readonly string[] = [
  'post /api/v1/session',
  'post /api/v1/codes/identify',
  // Whoever has no account, or no password: a link by mail says who it is (test/accounts/links.test.ts).
  'post /api/v1/registrations',
  'post /api/v1/password-resets',
  'post /api/v1/links/seen',
  'post /api/v1/links/used',
  // What an SMS gateway calls: it proves itself by what it signs (test/sms/gateways/webhooks.test.ts).
  'post /api/v1/sms/gateways/{profile}/inbound',
  'post /api/v1/sms/gateways/{profile}/reports',
  'post /api/v1/sms/number-requests',
  // The contact form; the word of a link proves that a message is one's own (test/http/contacts.test.ts).
  'get /api/v1/contacts/consent',
  'post /api/v1/contacts',
  'post /api/v1/contacts/withdrawals',
  // The word in it is the push's own (test/push/pushing.test.ts).
  'post /api/v1/push/receipts',
]
