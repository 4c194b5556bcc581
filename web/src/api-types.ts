// Made from /openapi.json by src/http/openapi/typescript.ts: `npx vitest run test/http/openapi.test.ts -u` writes it anew.

export type AcceptedSms = {
  id: string
  /** Messages that the network will charge */
  parts: number
}

export type Account = {
  accountId: string
  name: string
  /** ISO 3166-1 alpha-2 */
  country: string
  licence: Licence | null
  subscription: {
    /** ISO 8601, UTC, with milliseconds: 2027-03-01T10:00:00.000Z */
    endsAt: string
  } | null
  /** SMS credits */
  credits: number
  /** The verified number, masked */
  phone: string | null
}

export type AccountReseller = {
  reseller: {
    name: string
    /** ISO 8601, UTC, with milliseconds: 2027-03-01T10:00:00.000Z */
    since: string
  } | null
}

export type Activated = {
  /** How many codes were not active before */
  activated: number
}

export type Agreed = {
  /** confirmed: the other side has yet to */
  outcome: 'confirmed' | 'done' | 'cancelled'
}

export type Agreement = {
  id: string
  kind: 'hand-over' | 'merge'
  state: 'open' | 'done' | 'cancelled' | 'expired'
  askedBy: 'giver' | 'taker'
  /** The sides that you may speak for */
  voices: {
    side: 'giver' | 'taker'
    staff: boolean
  }[]
  confirmed: ('giver' | 'taker')[]
  imei?: string
  /** Of a dongle */
  caratId?: string
  deviceName?: string
  /** Why staff cancelled it, in their words */
  cancelReason?: string
  /** ISO 8601, UTC, with milliseconds: 2027-03-01T10:00:00.000Z */
  createdAt: string
  /** ISO 8601, UTC, with milliseconds: 2027-03-01T10:00:00.000Z */
  expiresAt: string
  plan?: MergePlan
  /** For staff: whose accounts they are */
  sides?: {
    /** Absent: known by an address only */
    giver?: {
      accountId: string
      name: string
    }
    /** Absent: known by an address only */
    taker?: {
      accountId: string
      name: string
    }
  }
}

/** The same whether or not there is such a device or address */
export type AgreementAsked = {
  id: string
}

export type AgreementList = {
  items: Agreement[]
}

export type Alarm = {
  id: string
  accountId: string
  device?: {
    id: string
    name: string
    serial: string
  }
  /** zone-left, zone-entered, movement, battery, no-contact, contact-storm, balance, validity, disagreement or sim-swapped */
  rule: string
  /** security or function */
  class: string
  /** The name of the zone that it is about */
  zone?: string
  /** Of its SIM: amounts in details are minor units of it */
  currency?: string
  state: 'open' | 'acknowledged' | 'closed'
  /** When it happened, by the device’s corrected time */
  openedAt: string
  /** It was reported more than ten minutes after it happened */
  late: boolean
  /** ISO 8601, UTC, with milliseconds: 2027-03-01T10:00:00.000Z */
  acknowledgedAt?: string
  /** ISO 8601, UTC, with milliseconds: 2027-03-01T10:00:00.000Z */
  closedAt?: string
  details: {
    name: string
    value: string
  }[]
}

/** What is not named goes by the account’s choice, or by the house’s */
export type AlarmChoice = {
  movement?: {
    on?: boolean
    /** From where it was */
    metres?: number
  }
  battery?: {
    on?: boolean
    /** Below */
    percent?: number
  }
  noContact?: {
    on?: boolean
    /** Without a word */
    hours?: number
  }
  balance?: {
    on?: boolean
    /** Below, in minor units */
    minor?: number
  }
  validity?: {
    on?: boolean
    /** Ahead of the end */
    days?: number
  }
  disagreement?: {
    on?: boolean
  }
  simSwapped?: {
    on?: boolean
  }
}

export type AlarmList = {
  items: Alarm[]
  next: string | null
}

export type AlarmSettings = {
  accountId: string
  chosen: AlarmChoice
  /** What holds where nothing is chosen here: of a collar its account’s, of an account the house’s */
  above: {
    movement: {
      on: boolean
      metres: number
    }
    battery: {
      on: boolean
      percent: number
    }
    noContact: {
      on: boolean
      hours: number
    }
    balance: {
      on: boolean
      minor: number
    }
    validity: {
      on: boolean
      days: number
    }
    disagreement: {
      on: boolean
    }
    simSwapped: {
      on: boolean
    }
  }
  inForce: {
    movement: {
      on: boolean
      metres: number
    }
    battery: {
      on: boolean
      percent: number
    }
    noContact: {
      on: boolean
      hours: number
    }
    balance: {
      on: boolean
      minor: number
    }
    validity: {
      on: boolean
      days: number
    }
    disagreement: {
      on: boolean
    }
    simSwapped: {
      on: boolean
    }
  }
}

export type Answers = {
  /** Whole texts, however many parts they came in */
  answers: string[]
}

export type ApprovalBody = {
  /** Of a customer that pays */
  accountId?: string
  /** A new account, instead of `accountId` */
  account?: {
    name: string
    /** ISO 3166-1 alpha-2 */
    country: string
  }
  /** Of the answers: de, en, sv */
  language?: string
}

export type Batch = {
  /** sim-activation, registration, subscription or sms-credits */
  family: string
  product: Product
  /** Codes; whole packs */
  count: number
  /** Codes on one card, sold as one; each can be used by somebody else, or all by one. Absent: 1 */
  packSize?: number
  /** e.g. own-shop, partner */
  channel?: string
  anchor?: 'redemption' | 'purchase'
  /** ISO 8601, UTC, with milliseconds: 2027-03-01T10:00:00.000Z */
  purchasedAt?: string
  /** For new customers only */
  campaign?: boolean
  /** A trial, or of a retired product */
  notMigratable?: boolean
  /** ISO 3166-1 alpha-2; absent: everywhere */
  regions?: string[]
  /** Dead until the shop has scanned it */
  needsActivation?: boolean
  /** ISO 8601, UTC, with milliseconds: 2027-03-01T10:00:00.000Z */
  endOfSaleAt?: string
  soldTo?: string
  /** Whose; absent: the reseller's own, or the house's */
  accountId?: string
  id: string
  state: 'minting' | 'ready' | 'revoked'
  /** Codes stored so far, of `count` */
  minted: number
  /** How often it was exported */
  exports: number
  exportable: boolean
  /** Parts of the printable sheet */
  sheets: number
  /** ISO 8601, UTC, with milliseconds: 2027-03-01T10:00:00.000Z */
  createdAt: string
  /** ISO 8601, UTC, with milliseconds: 2027-03-01T10:00:00.000Z */
  confirmedAt?: string
  /** ISO 8601, UTC, with milliseconds: 2027-03-01T10:00:00.000Z */
  revokedAt?: string
  revokedReason?: string
}

export type BatchActivation = {
  /** Printed number of a card, from 1 */
  from: number
  /** The last one; at most 10,000 in a request */
  to: number
}

export type BatchBody = {
  /** sim-activation, registration, subscription or sms-credits */
  family: string
  product: Product
  /** Codes; whole packs */
  count: number
  /** Codes on one card, sold as one; each can be used by somebody else, or all by one. Absent: 1 */
  packSize?: number
  /** e.g. own-shop, partner */
  channel?: string
  anchor?: 'redemption' | 'purchase'
  /** ISO 8601, UTC, with milliseconds: 2027-03-01T10:00:00.000Z */
  purchasedAt?: string
  /** For new customers only */
  campaign?: boolean
  /** A trial, or of a retired product */
  notMigratable?: boolean
  /** ISO 3166-1 alpha-2; absent: everywhere */
  regions?: string[]
  /** Dead until the shop has scanned it */
  needsActivation?: boolean
  /** ISO 8601, UTC, with milliseconds: 2027-03-01T10:00:00.000Z */
  endOfSaleAt?: string
  soldTo?: string
  /** Whose; absent: the reseller's own, or the house's */
  accountId?: string
  /** Where the family has several; absent: its longest */
  length?: number
}

export type BatchList = {
  items: Batch[]
  next: string | null
}

export type BatchRevocation = {
  reason: RevokeReason
}

export type BegunFactor = {
  /** Base32, to be typed; told this once */
  secret: string
  /** otpauth://, to be scanned */
  uri: string
}

export type BillingProfile = {
  name: string
  street?: string
  postcode?: string
  city?: string
  /** ISO 3166-1 alpha-2 */
  country: string
  /** false: a private person */
  company: boolean
  /** With its two letters; companies of the European Union */
  vatId?: string
  /** What is to stand on the invoice as "your reference" */
  reference?: string
  /** Where invoices go; absent: to the account's owner */
  email?: string
  /** Address in the Peppol network, `scheme:id` by the code list EAS, e.g. `0007:5560000001` */
  endpoint?: string
}

export type BridgeSecret = {
  caratId: string
  /** For its bridge: 256 random bits, base64url without padding. Told once */
  secret: string
  /** The keys with which a bridge can check commands. Newest first */
  commandKeys: {
    id: string
    /** Raw Ed25519 public key, 32 bytes, base64url without padding */
    publicKey: string
  }[]
}

export type ChosenDevice = {
  id: string
  name: string
}

export type CloseBody = {
  /** Needed by whoever belongs to several */
  accountId?: string
  /** Your own, once more */
  password: string
}

export type Closing = {
  /** open: nobody has asked; asked: it can be taken back until `dueAt`; erasing: it cannot */
  state: 'open' | 'asked' | 'erasing'
  /** ISO 8601, UTC, with milliseconds: 2027-03-01T10:00:00.000Z */
  askedAt?: string
  /** ISO 8601, UTC, with milliseconds: 2027-03-01T10:00:00.000Z */
  dueAt?: string
}

export type CodeActivation = {
  /** As typed or scanned */
  code: string
}

export type CodeOfBatch = {
  batchId: string
  /** How many codes it has changed: a pack has several on its card */
  changed: number
}

export type CodeRevocation = {
  /** As typed or scanned */
  code: string
  reason: RevokeReason
  /** Every unused one of its pack */
  wholeCard?: boolean
}

export type ConfirmationBody = {
  /** The six digits, or the whole message */
  code: string
}

export type ConsentBody = {
  side?: 'giver' | 'taker'
  /** Needed by whoever may choose among several */
  accountId?: string
  /** Needed of staff, who act for one side */
  reason?: string
}

export type ConsentDecision = {
  /** The one that the person was shown */
  version: string
  decision: 'accepted' | 'withdrawn'
}

export type ConsentList = {
  items: {
    document: 'agreement' | 'information' | 'location'
    /** In force */
    version: string
    withdrawable: boolean
    /** The person is to be asked: there is no decision on this version */
    due: boolean
    decided: {
      version: string
      decision: 'accepted' | 'withdrawn'
      /** ISO 8601, UTC, with milliseconds: 2027-03-01T10:00:00.000Z */
      at: string
    } | null
  }[]
}

export type Contact = {
  id: string
  subject: 'device' | 'code' | 'order' | 'invoice' | 'account' | 'privacy' | 'other'
  language: string
  state: 'open' | 'answered' | 'closed' | 'erased'
  /** ISO 8601, UTC, with milliseconds: 2027-03-01T10:00:00.000Z */
  at: string
  /** Of a sender who was signed in */
  accountId?: string
  /** The wording that was agreed to */
  consent: string
  /** Absent, as all that was stated, once it was erased */
  name?: string
  email?: string
  phone?: string
  device?: string
  order?: string
  message?: string
  /** ISO 8601, UTC, with milliseconds: 2027-03-01T10:00:00.000Z */
  answeredAt?: string
  /** ISO 8601, UTC, with milliseconds: 2027-03-01T10:00:00.000Z */
  closedAt?: string
  /** ISO 8601, UTC, with milliseconds: 2027-03-01T10:00:00.000Z */
  erasedAt?: string
  /** withdrawn (by the sender), staff or term */
  erasedBy?: string
}

export type ContactAnswerBody = {
  text: string
  /** And close it: nothing more is to be done */
  close?: boolean
}

export type ContactBody = {
  name: string
  email: string
  phone?: string
  /** IMEI, Carat-ID or name */
  device?: string
  /** Number of an order or invoice */
  order?: string
  subject: 'device' | 'code' | 'order' | 'invoice' | 'account' | 'privacy' | 'other'
  message: string
  /** Of form, consent and answers: de, en, fr, sv */
  language?: string
  /** To the processing of what is written; recorded with its instant */
  consent: true
  /** Of the wording that was shown */
  consentVersion: string
  /** Left empty by people, who do not see it */
  website?: string
}

export type ContactConsent = {
  /** To be sent back with the message */
  version: string
  language: string
  /** What is agreed to */
  text: string
  /** After a message was closed, or last answered, it is erased */
  keptMonths: number
}

export type ContactList = {
  items: Contact[]
  next: string | null
}

export type ContactState = {
  state: 'open' | 'answered' | 'closed' | 'erased'
}

export type ContactTaken = {
  state: 'received'
}

export type ContactWhole = {
  contact: Contact
  answers: {
    id: string
    /** ISO 8601, UTC, with milliseconds: 2027-03-01T10:00:00.000Z */
    at: string
    text: string
  }[]
}

export type ContactWithdrawalBody = {
  /** Of the link in the mail */
  token: string
}

export type CreditBody = {
  /** Stands on the credit note */
  reason: string
  /** Absent: all that is left */
  lines?: {
    lineId: string
    netMinor: number
  }[]
}

export type CreditEntry = {
  id: string
  entry: 'code' | 'granted' | 'spent' | 'given-back'
  /** Below zero for what was spent */
  credits: number
  smsId: string | null
  /** Of the code that brought them */
  redemptionId: string | null
  /** Why staff gave them */
  reason: string | null
  spentFor: SpentFor | null
  /** ISO 8601, UTC, with milliseconds: 2027-03-01T10:00:00.000Z */
  at: string
}

export type CreditGrantBody = {
  credits: number
  /** Why; the account’s people read it */
  reason: string
}

export type CreditList = {
  accountId: string
  accountName: string
  /** How many there are now: the sum of all entries */
  credits: number
  items: CreditEntry[]
  next: string | null
}

export type CreditsEffect = {
  type: 'credits-add'
  credits: number
  before: {
    credits: number
  }
  after: {
    credits: number
  }
}

export type CreditsGranted = {
  /** The balance afterwards */
  credits: number
}

export type CreditsProduct = {
  type: 'sms-credits'
  credits: number
}

export type CurrentSession = {
  user: User
}

export type CustomerAsked = {
  /** The same whether or not the address is known */
  state: 'asked'
  /** ISO 8601, UTC, with milliseconds: 2027-03-01T10:00:00.000Z */
  expiresAt: string
}

export type CustomerBody = {
  email: string
  name: string
  accountName?: string
  /** ISO 3166-1 alpha-2 */
  country?: string
  /** Of the mail; absent, the reseller’s. Who is a user already is written to in their own */
  language?: string
  /** The reseller, for whoever may act for several */
  accountId?: string
}

export type CustomerDeviceList = {
  items: {
    id: string
    kind: string
    /** IMEI or Carat-ID */
    serial: string
    /** ISO 8601, UTC, with milliseconds: 2027-03-01T10:00:00.000Z */
    registeredAt: string
    simKind: string | null
    currency: string | null
    balanceMinor: number | null
    /** As the device last reported */
    validUntil: string | null
  }[]
  next: string | null
}

export type CustomerList = {
  items: {
    accountId: string
    name: string
    country: string
    /** ISO 8601, UTC, with milliseconds: 2027-03-01T10:00:00.000Z */
    since: string
    resellerId: string
    resellerName: string
  }[]
  next: string | null
}

export type Decided = {
  state: string
}

export type Device = {
  id: string
  kind: 'collar' | 'dongle'
  imei?: string
  caratId?: string
  name: string
  online: boolean
  lastSeenAt: string | null
  /** The account that owns it now */
  owner: {
    accountId: string
    name: string
  }
  sim?: Sim
  network?: Network
  batteryPercent?: number
  signalDbm?: number
  position?: Position
}

export type DeviceList = {
  items: Device[]
  next: string | null
}

/** Absent `sim`: it has none */
export type DeviceRunway = {
  sim?: Runway
  battery: Runway
}

export type DeviceState = {
  /** Of the newest sample; null: nothing was ever measured */
  at: string | null
  /** The newest value of each field, by the name that a series has it under, and when it was measured */
  values: Record<string, NewestValue>
  /** The newest sample's clock was wrong: what was added to it, milliseconds */
  clockOffsetMs?: number
}

export type DialogueEntry = {
  id: string
  from: string
  /** Codes masked */
  text: string
  transport: string
  accountId?: string
  /** unlocked, ordered, or the name of the refusal */
  answer?: string
  /** Codes masked */
  answerText?: string
  /** Why the answer was not sent */
  suppressed?: string
  /** Of the answer: as of messages to phones, or none */
  state: string
  orderId?: string
  /** The registration of the sender, where there was one */
  numberId?: string
  /** ISO 8601, UTC, with milliseconds: 2027-03-01T10:00:00.000Z */
  receivedAt: string
  /** ISO 8601, UTC, with milliseconds: 2027-03-01T10:00:00.000Z */
  answeredAt: string
}

export type DialogueList = {
  items: DialogueEntry[]
  next: string | null
}

export type DongleLicence = {
  licenceNumber: string
  /** Its user information is the one entered now, as the dongle last said */
  present: boolean
  held?: Held
  /** ISO 8601, UTC, with milliseconds: 2027-03-01T10:00:00.000Z */
  saidAt?: string
  released: Held
  releases: {
    id: string
    /** `1P` to `254P`, or `E` */
    type: string
    /** ISO 8601, UTC, with milliseconds: 2027-03-01T10:00:00.000Z */
    releasedAt: string
    /** `unsent`, or the state of the last command that carried it */
    state: string
    reason?: string
  }[]
}

export type DongleLicences = {
  /** What the dongle last said of itself; absent before its first word */
  self?: {
    licenceNumber: string
    keyVersion: number
    firmware: string
    /** ISO 8601, UTC, with milliseconds: 2027-03-01T10:00:00.000Z */
    at: string
  }
  items: DongleLicence[]
}

export type Effect = SimEffect | TimeEffect | CreditsEffect

export type Ended = {
  /** Sessions that ended */
  ended: number
}

export type EnteredPayment = {
  id: string
  invoiceId: string
  /** Minor units */
  outstandingMinor: number
  again: boolean
}

export type FactorCode = {
  /** Six digits, or a recovery code */
  code: string
}

export type FactorResetAsked = {
  /** ISO 8601, UTC, with milliseconds: 2027-03-01T10:00:00.000Z */
  expiresAt: string
}

export type FactorResetBody = {
  email: string
  /** For the record */
  reason: string
}

export type HandOverBody = {
  /** Offer it: with email */
  deviceId?: string
  email?: string
  /** Ask for a collar */
  imei?: string
  /** Ask for a dongle: its Carat-ID, or its licence number */
  caratId?: string
  /** Needed by whoever may choose among several */
  accountId?: string
}

export type Health = {
  status: 'ok'
  version: string
}

export type Held = {
  /** 0: none */
  points: number
  e: boolean
}

export type Identified = {
  candidates: {
    family: string
    /** May it be thrown away? `until-applied`: once its effect is applied */
    keep: 'always' | 'until-applied' | 'no'
    /** Stable names of what is wrong with its shape; empty when it fits */
    problems: string[]
    notices: string[]
    /** What to do next, in the language of Accept-Language */
    next: string
    /** Signed in: what your own code stands at, since `at`; your licence ends at `endsAt` */
    own?: {
      /** Of your redemption; of a licence code, whether your licence is `in-force` or `ended` */
      state: RedemptionState | 'in-force' | 'ended'
      /** ISO 8601, UTC, with milliseconds: 2027-03-01T10:00:00.000Z */
      at?: string
      redemptionId?: string
      /** The device that it was entered for */
      deviceId?: string
      /** ISO 8601, UTC, with milliseconds: 2027-03-01T10:00:00.000Z */
      endsAt?: string
    }
  }[]
  /** Where there is no candidate: what else of ours the text names */
  other?: {
    kind: 'order-number'
    /** What it is for, in the language of Accept-Language */
    next: string
  }
}

export type IdentifyBody = {
  /** As pasted; the first 2,000 characters count */
  text: string
}

export type Invitation = {
  id: string
  /** ISO 8601, UTC, with milliseconds: 2027-03-01T10:00:00.000Z */
  expiresAt: string
}

export type InvitationBody = {
  email: string
  name?: string
  /** owner, manager or viewer of a customer; reseller of a reseller; admin or support of an office */
  level: 'owner' | 'manager' | 'viewer' | 'admin' | 'support' | 'reseller'
  /** Of mails and the console */
  language?: string
}

export type Invoice = {
  id: string
  kind: 'invoice' | 'credit-note'
  number: string
  /** By which a payment names it */
  reference: string
  accountId: string
  name: string
  currency: string
  /** Minor units */
  netMinor: number
  /** Minor units */
  vatMinor: number
  /** Minor units */
  totalMinor: number
  /** ISO 8601, UTC, with milliseconds: 2027-03-01T10:00:00.000Z */
  issuedAt: string
  /** ISO 8601, UTC, with milliseconds: 2027-03-01T10:00:00.000Z */
  dueAt: string
  /** What is owed; below 0: paid too much */
  outstandingMinor?: number
  /** The last step against it, where it was overdue */
  step?: string
  /** The invoice that a credit note takes back */
  creditsId?: string
  reason?: string
}

export type InvoiceList = {
  items: Invoice[]
  next: string | null
}

export type InvoiceRun = {
  id: string
  month: string
  state: 'running' | 'done'
  invoices: number
  /** ISO 8601, UTC, with milliseconds: 2027-03-01T10:00:00.000Z */
  createdAt: string
}

export type InvoiceRunList = {
  items: InvoiceRun[]
  /** The run that begins by itself next; null: none does */
  next: {
    month: string
    /** ISO 8601, UTC, with milliseconds: 2027-03-01T10:00:00.000Z */
    at: string
  } | null
}

export type LevelBody = {
  /** owner, manager or viewer of a customer; reseller of a reseller; admin or support of an office */
  level: 'owner' | 'manager' | 'viewer' | 'admin' | 'support' | 'reseller'
}

export type Licence = {
  /** The licence code: permanent; support asks for it */
  code: string
  /** Nothing but a trial so far */
  trial: boolean
  /** ISO 8601, UTC, with milliseconds: 2027-03-01T10:00:00.000Z */
  startedAt: string
  /** ISO 8601, UTC, with milliseconds: 2027-03-01T10:00:00.000Z */
  endsAt: string
  history: {
    /** registered: its code became the licence code */
    entry: 'trial' | 'registered' | 'extended'
    /** ISO 8601 period */
    period: string
    /** ISO 8601, UTC, with milliseconds: 2027-03-01T10:00:00.000Z */
    from: string
    /** ISO 8601, UTC, with milliseconds: 2027-03-01T10:00:00.000Z */
    until: string
    /** ISO 8601, UTC, with milliseconds: 2027-03-01T10:00:00.000Z */
    at: string
    redemptionId?: string
  }[]
}

export type LinkToken = {
  /** The last part of the link */
  token: string
}

export type LinkUse = {
  /** The last part of the link */
  token: string
  /** Chosen, and then of at least 12 characters; where a second factor is to be taken away, the present one */
  password?: string
  name?: string
}

export type Mail = {
  id: string
  /** What it is for, e.g. invoice or password-reset */
  kind: string
  /** null once it has been erased */
  to: string | null
  /** null once it has been erased */
  subject: string | null
  /** ISO 8601, UTC, with milliseconds: 2027-03-01T10:00:00.000Z */
  at: string
  state: MailState
  /** Times that it was tried to send it */
  attempts: number
  /** The way by which it left: smtp or files */
  transport?: string
  /** Why it failed or waits: a stable name, and behind a colon what the server said */
  reason?: string
  /** ISO 8601, UTC, with milliseconds: 2027-03-01T10:00:00.000Z */
  settledAt?: string
  /** ISO 8601, UTC, with milliseconds: 2027-03-01T10:00:00.000Z */
  nextTryAt?: string
}

export type MailAsked = {
  /** The same whether or not the address is known */
  state: 'asked'
}

export type MailList = {
  items: Mail[]
  next: string | null
  /** No server is configured: mails are read here, and not sent */
  shown: boolean
}

/** queued: waits; sending: being sent; sent: a server has it, or it is a file; failed: refused, or too late */
export type MailState = 'queued' | 'sending' | 'sent' | 'failed'

export type MailWhole = {
  id: string
  /** What it is for, e.g. invoice or password-reset */
  kind: string
  /** null once it has been erased */
  to: string | null
  /** null once it has been erased */
  subject: string | null
  /** ISO 8601, UTC, with milliseconds: 2027-03-01T10:00:00.000Z */
  at: string
  state: MailState
  /** Times that it was tried to send it */
  attempts: number
  /** The way by which it left: smtp or files */
  transport?: string
  /** Why it failed or waits: a stable name, and behind a colon what the server said */
  reason?: string
  /** ISO 8601, UTC, with milliseconds: 2027-03-01T10:00:00.000Z */
  settledAt?: string
  /** ISO 8601, UTC, with milliseconds: 2027-03-01T10:00:00.000Z */
  nextTryAt?: string
  /** null where mails are really sent, and once it has been erased */
  text: string | null
  files: {
    name: string
    type: string
    /** Its size */
    bytes: number
  }[]
}

export type Maintenance = {
  /** While it is, every message is answered that the service cannot be reached */
  on: boolean
  /** ISO 8601, UTC, with milliseconds: 2027-03-01T10:00:00.000Z */
  changedAt?: string
  /** Who turned it on or off last: name and address, or operator */
  who?: string
}

export type MaintenanceBody = {
  on: boolean
}

export type MemberList = {
  members: {
    userId: string
    email: string
    name: string
    level: string
  }[]
  invited: {
    id: string
    email: string
    level: string
    /** ISO 8601, UTC, with milliseconds: 2027-03-01T10:00:00.000Z */
    expiresAt: string
  }[]
}

export type MergeBody = {
  email: string
  /** Needed by whoever may choose among several */
  accountId?: string
}

/** Money in minor units by currency */
export type MergePlan = {
  gone: {
    accountId: string
    name: string
  }
  kept: {
    accountId: string
    name: string
  }
  moves: {
    devices: number
    users: number
    /** Codes that were used */
    codes: number
    credits: number
    invoices: number
    owed: Record<string, number>
    /** Entries not invoiced yet */
    due: number
    recipients: number
    /** Alarms that were told */
    alarms: number
  }
  collisions: {
    what: 'user' | 'recipient' | 'subscription' | 'campaign' | 'billing-profile'
    settled: 'higher-level' | 'joined' | 'added' | 'kept'
    count: number
  }[]
  after: {
    devices: number
    users: number
    credits: number
    /** ISO 8601, UTC, with milliseconds: 2027-03-01T10:00:00.000Z */
    subscriptionEndsAt?: string
    owed: Record<string, number>
  }
}

export type ModemOrder = {
  /** Strikes once, at the next occasion */
  fault?: string
  /** Milliseconds (`late-ok`) or code (`cms-error`) */
  value?: number
  /** null: no coverage */
  signalDbm?: number | null
  act?: 'restart' | 'unplug' | 'plug'
}

/** The network that served the device when it last told, to within an hour */
export type Network = {
  /** ITU-T E.212, three digits */
  mcc: string
  mnc?: string
  /** ISO 3166-1 alpha-2; where several share the code, all of them */
  countries?: string[]
  /** ISO 8601, UTC, with milliseconds: 2027-03-01T10:00:00.000Z */
  at: string
}

export type NewestValue = {
  /** ISO 8601, UTC, with milliseconds: 2027-03-01T10:00:00.000Z */
  at: string
  value: number
}

/** Why no push can reach its user */
export type NoPush = 'no-user' | 'no-session' | 'signed-in-elsewhere' | 'no-subscription'

/** The recipient wants it so */
export type NotChosen = 'device-not-chosen' | 'class-not-chosen' | 'quiet-hours'

export type NumberRequest = {
  id: string
  phone: string
  name?: string
  company?: string
  address?: string
  email?: string
  remark?: string
  language: string
  /** The wording that was agreed to */
  consent: string
  /** ISO 8601, UTC, with milliseconds: 2027-03-01T10:00:00.000Z */
  consentAt: string
  /** requested, approved or rejected */
  state: string
  reason?: string
  /** ISO 8601, UTC, with milliseconds: 2027-03-01T10:00:00.000Z */
  decidedAt?: string
}

export type NumberRequestBody = {
  /** With country code, E.164 */
  phone: string
  name: string
  company?: string
  address?: string
  email?: string
  remark?: string
  /** Of the answers: de, en, sv */
  language?: string
  /** To the processing of these data; recorded with its instant */
  consent: true
}

export type NumberRequestList = {
  items: NumberRequest[]
  next: string | null
}

export type NumberRequestTaken = {
  state: 'requested'
}

export type OpenAccountBody = {
  kind: 'customer' | 'reseller' | 'office'
  name: string
  /** ISO 3166-1 alpha-2 */
  country: string
  user: {
    email: string
    name: string
    language: string
    level: 'owner' | 'reseller' | 'admin' | 'support'
    password: string
  }
}

export type OpenAgreementList = {
  items: Agreement[]
  next: string | null
}

export type OpenedAccount = {
  accountId: string
  userId: string
}

export type Order = {
  id: string
  /** By which people name it */
  number: string
  accountId: string
  /** In lists */
  accountName?: string
  licenceNumber: string
  type: string
  /** new: full price; upgrade: the difference */
  pricing: string
  /** Net, in minor units */
  amountMinor: number
  currency: string
  /** By which it was priced; in lists */
  priceList?: string
  /** ISO 8601, UTC, with milliseconds: 2027-03-01T10:00:00.000Z */
  at: string
}

export type OrderBody = {
  /** 16 hexadecimal characters */
  licenceNumber: string
  /** `1P` to `254P`, or `E` */
  type: string
  /** Needed by whoever may order for several */
  accountId?: string
}

export type OrderList = {
  items: Order[]
  next: string | null
}

/** What the order would come to; nothing has been done */
export type OrderPreview = {
  /** That pays */
  accountId: string
  accountName: string
  /** new: full price; upgrade: the difference */
  pricing: string
  /** Net, in minor units */
  amountMinor: number
  currency: string
  priceList: string
  /** Released for the licence number already; 0: none */
  heldPoints: number
  /** The dongle is one of ours: the code is sent to it */
  toDongle: boolean
}

export type OwnLanguageBody = {
  /** Of mails and the console */
  language: string
}

export type OwnPasswordBody = {
  current: string
  password: string
}

export type PartState = {
  ready: boolean
  why?: string
  /** false: without it everything else serves */
  needed?: boolean
}

export type PasswordBody = {
  password: string
}

export type Payer = {
  accountId: string
  profile?: BillingProfile
  country: string
  /** What a device costs a year, net */
  deviceYear: {
    /** Minor units */
    netMinor: number
    currency: string
  }
  standing: {
    state: 'good' | 'reminded' | 'suspended' | 'stopped'
    /** The announced day on which security alarms end */
    securityEndsAt?: string
  }
  owed: {
    currency: string
    /** Minor units */
    amountMinor: number
  }[]
  subscriptions: {
    id: string
    deviceId: string
    serial: string
    /** ISO 8601, UTC, with milliseconds: 2027-03-01T10:00:00.000Z */
    startedAt: string
    /** While it is this account’s */
    name?: string
    /** ISO 8601, UTC, with milliseconds: 2027-03-01T10:00:00.000Z */
    endedAt?: string
    /** ISO 8601, UTC, with milliseconds: 2027-03-01T10:00:00.000Z */
    nextInvoiceAt?: string
  }[]
}

export type PaymentBody = {
  /** Its number or payment reference */
  invoice: string
  /** Minor units; negative: paid back */
  amountMinor: number
  /** ISO 4217 */
  currency: string
  /** YYYY-MM-DD */
  paidOn: string
  /** The bank's own name for it, once */
  reference: string
}

export type PaymentImport = {
  items: {
    line: number
    outcome: string
    fault?: string
    /** Minor units */
    outstandingMinor?: number
  }[]
}

export type PaymentImportBody = {
  /** Columns invoice, amount, currency, date, reference; commas or semicolons; at most 500 lines */
  csv: string
}

export type PhoneBody = {
  /** With country code, E.164 */
  phone: string
}

export type PhoneVerification = {
  id: string
  /** Masked */
  phone: string
  /** ISO 8601, UTC, with milliseconds: 2027-03-01T10:00:00.000Z */
  expiresAt: string
}

export type Points = {
  points: [string, number][]
  /** Where nothing was measured, ends of the range included: from, to */
  gaps?: [string, string][]
  /** Stretches in which the device's clock was wrong: first and last instant, corrected, and the milliseconds that were added to the device's own */
  corrected: [string, string, number][]
}

export type Position = {
  /** ISO 8601, UTC, with milliseconds: 2027-03-01T10:00:00.000Z */
  at: string
  lat: number
  lon: number
  accuracyM?: number
}

/** What would happen; the code is not touched */
export type Preview = {
  family: string
  effect: Effect
  /** ISO 8601, UTC, with milliseconds: 2027-03-01T10:00:00.000Z */
  countedFrom?: string
  /** On an account: what the time is counted from, where nothing runs beyond it */
  anchor?: 'redemption' | 'purchase'
  notices: string[]
  device?: {
    online: boolean
    lastSeenAt: string | null
    batteryPercent?: number
  }
}

export type ProblemDetails = {
  type: string
  title: string
  status: number
  /** What it means and what to do, in the language of Accept-Language */
  detail: string
  /** Stable name */
  code: string
  retryable: boolean
  /** When trying again can succeed, where known */
  retryAt?: string
  errors?: {
    path: string
    message: string
  }[]
  /** mailto: a letter to support, begun with what happened; no code is in it */
  supportCase?: string
  support?: {
    phone?: string
    email?: string
  }
}

export type Product = SimTopUp | SimExtension | TimeProduct | CreditsProduct

export type ProofSent = {
  /** Masked */
  address: string
  /** ISO 8601, UTC, with milliseconds: 2027-03-01T10:00:00.000Z */
  expiresAt: string
}

export type PublishedKeys = {
  keys: {
    id: string
    purpose: 'receipt-signing' | 'command-signing'
    alg: 'Ed25519'
    publicKey: string
    /** SHA-256 of the raw key, hexadecimal */
    fingerprint: string
  }[]
}

export type PushKey = {
  /** What a browser subscribes to (RFC 8292), base64url */
  publicKey: string
  /** ready: alarms come to this session */
  standing: 'ready' | 'signed-in-elsewhere' | 'no-subscription' | 'forbidden'
}

export type PushReceiptBody = {
  /** From the push itself */
  receipt: string
  said: 'delivered' | 'opened'
}

export type PushSubscriptionBody = {
  endpoint: string
  keys: {
    p256dh: string
    auth: string
  }
  expirationTime?: number | null
}

/** By the account’s clocks, over midnight where from is later */
export type QuietHours = {
  /** 00:00 to 23:59 */
  from: string
  /** 00:00 to 23:59 */
  until: string
}

export type Readiness = {
  ready: boolean
  parts: Record<string, PartState>
}

/** Proof of a redemption that was applied; `koppel receipt verify` checks it offline */
export type Receipt = {
  form: 'koppel-receipt/1'
  key: string
  /** Raw Ed25519 public key, base64url */
  publicKey: string
  /** SHA-256 of the body, base64url: names the receipt */
  digest: string
  /** The statement, as JSON text */
  body: string
  /** Ed25519 over the label koppel/v1/receipt, the key id and the body, each of the first two with a zero byte behind it */
  sig: string
}

export type Recipient = {
  id: string
  way: 'email' | 'sms' | 'push'
  name: string
  language: string
  /** Masked for who may not change it; null for push */
  address: string | null
  /** Whose last sign-in pushes go to */
  userId: string | null
  /** false: nothing goes there until six digits were given back */
  confirmed: boolean
  /** null: all, also later ones */
  devices: ChosenDevice[] | null
  security: boolean
  function: boolean
  /** Security alarms come at any hour */
  quiet: QuietHours | null
  /** Why nothing, or not everything, comes at present */
  silences: Silence[]
  lately: Told[]
}

export type RecipientAdded = {
  id: string
  confirmed: boolean
}

export type RecipientBody = {
  /** Needed by whoever may use several accounts */
  accountId?: string
  way: 'email' | 'sms' | 'push'
  /** E-mail, or number with country code */
  address?: string
  /** For push; absent: the asker */
  userId?: string
  name: string
  /** Of what it is told, e.g. sv. Absent where one is added: of a user their own, else the account’s */
  language?: string
  /** null: all, also later ones */
  devices?: null | string[]
  security?: boolean
  function?: boolean
  quiet?: QuietHours | null
}

export type RecipientChange = {
  name?: string
  /** Of what it is told, e.g. sv. Absent where one is added: of a user their own, else the account’s */
  language?: string
  /** null: all, also later ones */
  devices?: null | string[]
  security?: boolean
  function?: boolean
  quiet?: QuietHours | null
}

export type RecipientList = {
  accountId: string
  /** IANA; quiet hours go by it */
  timeZone: string
  /** false: by the account’s country */
  timeZoneChosen: boolean
  /** SMS credits; an alarm by SMS costs one */
  credits: number
  /** Whether the asker may change them */
  manage: boolean
  items: Recipient[]
}

export type RecoveryCodes = {
  recoveryCodes: string[]
}

export type RedeemBody = {
  /** As typed; spaces and dashes do not count */
  code: string
}

export type RedeemOnAccountBody = {
  code: string
  /** Needed by a user of several accounts */
  accountId?: string
}

export type Redemption = {
  id: string
  state: RedemptionState
  family: string
  /** The last four characters of the code; of twelve or more alone */
  last4?: string
  deviceId?: string
  effect: Effect
  /** refused: the device gave this reason; the code is unused again */
  reason?: string
  history: {
    state: RedemptionState
    /** ISO 8601, UTC, with milliseconds: 2027-03-01T10:00:00.000Z */
    at: string
  }[]
  /** At acceptance: how the code was corrected, as stable names */
  notices?: string[]
}

export type RedemptionList = {
  items: Redemption[]
  next: string | null
}

export type RedemptionState = 'queued' | 'sent' | 'applied' | 'refused' | 'cancelled' | 'expired'

export type RegisterBody = {
  /** Of a collar: 15 digits, as on it; spaces are forgiven */
  imei?: string
  /** Of a dongle instead: 8 hexadecimal characters, or the licence number that the software shows */
  caratId?: string
  name?: string
  /** Needed by whoever may register for several accounts */
  accountId?: string
}

export type RegisteredDevice = {
  deviceId: string
  outcome: 'registered' | 'already-yours'
}

export type RegisteredNumber = {
  id: string
  accountId: string
}

export type RegistrationBody = {
  email: string
  name: string
  accountName?: string
  /** ISO 3166-1 alpha-2 */
  country?: string
  /** Of mails and the console */
  language?: string
}

export type RegistrationLine = {
  /** Its number in the file; the names are line 1 */
  line: number
  /** Of a collar */
  imei?: string
  /** Of a dongle */
  caratId?: string
  /** which-device: the line names a collar and a dongle, or neither; repeated: an earlier line names the same device; not-available: not in stock, or on another account; too-many: too many of those, wait; which-account: name one; account-closing: the account is to be closed; not-done: good, but another line was not */
  outcome:
    | 'registered'
    | 'already-yours'
    | 'repeated'
    | 'invalid-imei'
    | 'invalid-carat-id'
    | 'which-device'
    | 'not-available'
    | 'too-many'
    | 'forbidden'
    | 'which-account'
    | 'account-closing'
    | 'not-done'
  deviceId?: string
  /** ISO 8601, UTC, with milliseconds: 2027-03-01T10:00:00.000Z */
  retryAt?: string
}

export type RegistrationsBody = {
  /** A line of names (imei or caratId or both, and if wished name and accountId), then at most 500 lines */
  csv: string
  /** Needed by whoever may register for several accounts */
  accountId?: string
  /** true: all lines or none of them; at most 100 then */
  allOrNothing?: boolean
}

export type RegistrationsReport = {
  registered: number
  /** Every line is registered now */
  done: boolean
  items: RegistrationLine[]
}

export type RejectionBody = {
  reason: string
}

export type Release = {
  id: string
  licenceNumber: string
  type: string
  counter: number
  /** Absent: released by the office */
  orderId?: string
  /** ISO 8601, UTC, with milliseconds: 2027-03-01T10:00:00.000Z */
  at: string
}

export type ReleaseBody = {
  /** 16 hexadecimal characters */
  licenceNumber: string
  /** `1P` to `254P`, or `E` */
  type: string
}

export type ReleaseList = {
  items: Release[]
}

export type ResetBody = {
  email: string
  /** Of mails and the console */
  language?: string
}

export type RevokeReason = 'lost' | 'stolen' | 'returned' | 'not-paid' | 'misprint' | 'mistake'

export type RunBody = {
  /** YYYY-MM */
  month: string
}

export type RunPreview = {
  month: string
  invoices: {
    accountId: string
    name: string
    currency: string
    lines: number
    /** Minor units */
    netMinor: number
    /** Minor units */
    vatMinor: number
    /** Minor units */
    totalMinor: number
  }[]
  /** More is due than is shown; the run takes all of it */
  more: boolean
}

/** When it runs out if nothing is topped up or charged: in one of ten futures before p10, in nine before p90 */
export type Runway = {
  /** `fixed`: nothing but its validity ends it */
  state: 'forecast' | 'ended' | 'fixed' | 'charging' | 'unknown'
  /** ISO 8601, UTC, with milliseconds: 2027-03-01T10:00:00.000Z */
  asOf?: string
  /** ISO 8601, UTC, with milliseconds: 2027-03-01T10:00:00.000Z */
  p10?: string
  /** ISO 8601, UTC, with milliseconds: 2027-03-01T10:00:00.000Z */
  p50?: string
  /** ISO 8601, UTC, with milliseconds: 2027-03-01T10:00:00.000Z */
  p90?: string
  /** As far as was looked: an instant that is missing is later */
  horizon?: string
  /** What ends it in most futures */
  by?: 'use' | 'validity'
  /** Of `fixed`: the end of validity */
  at?: string
  why?: 'never-reported' | 'silent' | 'too-few-data'
  /** How many days (SIM) or hours (battery) of its own use are known */
  knownSteps?: number
  /** How many of them a forecast takes */
  neededSteps?: number
  /** The share of simulated months with an end as far ahead that ended between p10 and p90 */
  measuredWithin?: number
  /** Half of those forecasts were off by less: the median error of p50, hours */
  measuredErrorHours?: number
}

export type Sale = {
  entryId: string
  /** Minor units */
  amountMinor: number
  currency: string
  again: boolean
}

export type SaleBody = {
  accountId: string
  batchId: string
  count: number
  /** The shop's own name for the order, once */
  reference: string
}

export type SayBody = {
  /** The number of the telephone, E.164 */
  from: string
  text: string
  /** How long to wait for the first answer */
  timeoutSeconds?: number
}

export type SecondFactor = {
  on: boolean
  /** Left */
  recoveryCodes: number
}

export type SeenLink = {
  kind: 'register' | 'invite' | 'customer' | 'reset' | 'factor-reset' | 'factor-stop'
  email: string
  accountName: string | null
  level: string | null
  /** false: the user keeps the password that they have */
  needsPassword: boolean
  /** ISO 8601, UTC, with milliseconds: 2027-03-01T10:00:00.000Z */
  expiresAt: string
}

export type Seller = {
  name: string
  street: string
  postcode: string
  city: string
  /** ISO 3166-1 alpha-2 */
  country: string
  vatId: string
  /** Registration number of the company */
  registration: string
  email: string
  iban: string
  bic: string
  /** Address in the Peppol network, `scheme:id` by the code list EAS, e.g. `0007:5560000001` */
  endpoint?: string
}

export type SendSmsBody = {
  /** With country code, E.164 */
  to: string
  /** At most ten parts or so */
  text: string
}

export type Session = {
  token: string
  user: User
}

export type SessionList = {
  items: {
    id: string
    /** What signed in calls itself */
    agent: string | null
    /** ISO 8601, UTC, with milliseconds: 2027-03-01T10:00:00.000Z */
    createdAt: string
    /** ISO 8601, UTC, with milliseconds: 2027-03-01T10:00:00.000Z */
    expiresAt: string
    /** The one that asks */
    current: boolean
  }[]
}

export type SetAsideList = {
  items: SetAsidePoint[]
  /** How many are set aside in all */
  total: number
  next: string | null
}

export type SetAsidePoint = {
  id: string
  /** When it was set aside */
  at: string
  /** The opaque series that it is of */
  series: string
  /** Line protocol, its time in milliseconds */
  line: string
  /** InfluxDB's own words */
  reason: string
}

export type SetAsideRetried = {
  /** Points that are stored now */
  stored: number
  /** Points that were refused again, and stay set aside */
  refused: number
}

export type SignIn = {
  email: string
  password: string
  /** Six digits or a recovery code, where it is on */
  secondFactor?: string
}

/** Why nothing came */
export type Silence = NotChosen | NoPush | 'suspended' | 'not-confirmed' | 'no-credits'

/** As the device last reported it */
export type Sim = {
  kind: SimKind
  iccid: string
  balanceMinor?: number
  currency?: string
  /** ISO 8601, UTC, with milliseconds: 2027-03-01T10:00:00.000Z */
  validUntil?: string
  /** ISO 8601, UTC, with milliseconds: 2027-03-01T10:00:00.000Z */
  reportedAt?: string
}

export type SimEffect = {
  type: 'sim-extend' | 'sim-top-up'
  simKind: SimKind
  iccid: string
  /** sim-extend: ISO 8601 period */
  period?: string
  /** sim-top-up */
  amountMinor?: number
  currency?: string
  /** sim-extend: the end that was sent to the device; fixed when first sent */
  until?: string
  before?: SimState
  after?: SimState
}

export type SimExtension = {
  type: 'sim-extend'
  simKind: 'tele2' | 'telia-iot'
  /** ISO 8601 calendar period, e.g. P1Y */
  period: string
}

export type SimKind = 'travel-sim' | 'tele2' | 'telia-iot'

export type SimState = {
  balanceMinor?: number
  currency?: string
  /** ISO 8601, UTC, with milliseconds: 2027-03-01T10:00:00.000Z */
  validUntil?: string
}

export type SimTopUp = {
  type: 'sim-top-up'
  simKind: 'travel-sim'
  amountMinor: number
  currency: string
}

export type SimulatedCollar = {
  imei: string
  power: 'on' | 'off'
  coverage: boolean
  connected: boolean
  iccid: string
  /** Of the network that serves it */
  mcc: number
  /** The power cut that waits for the next code */
  armed: 'before-persist' | 'after-persist' | null
}

export type SimulatedCollarList = {
  items: SimulatedCollar[]
}

export type SimulatedDongle = {
  caratId: string
  /** The serial port of this machine at which it is found */
  serialPath: string
  plugged: boolean
  power: 'on' | 'off'
  licenceNumber: string
  points: number
  e: boolean
  /** Wrong codes in a row */
  failures: number
  /** Left of the time during which no code is looked at */
  lockOutSeconds: number
  /** Its self-test has found a fault: it does nothing else */
  faulty: boolean
  /** The power cut that waits for the next unlock */
  armed: 'before-persist' | 'after-persist' | 'mid-answer' | null
}

export type SimulatedDongleList = {
  items: SimulatedDongle[]
}

export type SimulatedDongleOrder = {
  /** Put into its port, or pulled out */
  plugged?: boolean
  power?: 'on' | 'off'
  /** Loses power at the next unlock, before or after it is in memory, or with half of the answer out; back by itself 3 s later */
  powerCut?: 'before-persist' | 'after-persist' | 'mid-answer'
  /** Entered as on the PC; empty clears it. At most 200 bytes of UTF-8 */
  userInformation?: string
}

export type SimulatedModemState = {
  /** To which telephones write */
  serverNumber: string
  registered: boolean
  /** On the SIM */
  messages: number
  /** Waiting in the network */
  held: number
  /** What may be asked for as `fault` */
  faults: string[]
}

export type SimulatorOrder = {
  power?: 'on' | 'off'
  coverage?: boolean
  /** Take it to where this network serves it (ITU-T E.212); null: home again */
  network?: null | {
    mcc: number
    mnc: string
  }
  /** Put another SIM of the same kind in, or the first one back */
  sim?: 'swap' | 'restore'
  /** Lose power at the next effect command, before or after it is in non-volatile memory; starts again by itself 3 s later */
  powerCut?: 'before-persist' | 'after-persist'
}

export type Sms = {
  id: string
  /** E.164; null once it has been erased */
  to: string | null
  /** null once it has been erased */
  text: string | null
  /** ISO 8601, UTC, with milliseconds: 2027-03-01T10:00:00.000Z */
  at: string
  /** verification, answer, alarm, office or notice */
  purpose: string
  state: SmsState
  /** Times that it was tried to hand it over */
  attempts: number
  /** Parts that the network took */
  parts?: number
  /** The way by which it left */
  transport?: string
  /** Why it failed or waits: a stable name, and behind a colon what the transport said */
  reason?: string
  /** ISO 8601, UTC, with milliseconds: 2027-03-01T10:00:00.000Z */
  handedOverAt?: string
  /** ISO 8601, UTC, with milliseconds: 2027-03-01T10:00:00.000Z */
  settledAt?: string
  /** ISO 8601, UTC, with milliseconds: 2027-03-01T10:00:00.000Z */
  nextTryAt?: string
}

export type SmsList = {
  items: Sms[]
  next: string | null
  /** By which messages leave; `console`: they are shown here and not sent */
  transport: string
}

export type SmsNumber = {
  id: string
  phone: string
  accountId: string
  accountName: string
  language: string
  /** active or withdrawn */
  state: string
  /** ISO 8601, UTC, with milliseconds: 2027-03-01T10:00:00.000Z */
  registeredAt: string
  /** ISO 8601, UTC, with milliseconds: 2027-03-01T10:00:00.000Z */
  withdrawnAt?: string
}

export type SmsNumberBody = {
  /** Of a customer that pays */
  accountId?: string
  /** A new account, instead of `accountId` */
  account?: {
    name: string
    /** ISO 3166-1 alpha-2 */
    country: string
  }
  /** With country code, E.164 */
  phone: string
  /** Of the answers: de, en, sv */
  language?: string
}

export type SmsNumberList = {
  items: SmsNumber[]
  next: string | null
}

/** queued: waits; sending: being handed over; handed-over: the network has it; delivered, failed: as the network reports, or never taken; unclear: it may have arrived */
export type SmsState = 'queued' | 'sending' | 'handed-over' | 'delivered' | 'failed' | 'unclear'

export type SmsTransportState = {
  /** modem, 46elks, twilio, sinch, smpp, or console: messages are shown and not sent */
  name: string
  ready: boolean
  /** Why it is not ready */
  why?: string
  signalDbm?: number
  network?: string
  /** Messages that are to be sent still, at most 1,000 counted */
  waiting: number
  /** ISO 8601, UTC, with milliseconds: 2027-03-01T10:00:00.000Z */
  oldestAt?: string
}

export type SpentFor = {
  kind: 'alarm' | 'notice' | 'test'
  /** Its name */
  recipient: string
  alarmId: string | null
  rule: string | null
  /** Its name */
  device: string | null
}

export type StaffDeedList = {
  items: {
    /** Of the audit entry */
    id: string
    /** ISO 8601, UTC, with milliseconds: 2027-03-01T10:00:00.000Z */
    at: string
    /** Stable name */
    act: string
    by: 'staff' | 'operator'
    /** On what: its kind and id */
    subject: string
    /** As staff gave it: in their own words, or for codes a stable name (lost, mistake, …) */
    reason: string | null
  }[]
  next: string | null
}

export type StockAnswer = {
  items: {
    imei: string
    outcome: 'registered' | 'already-registered' | 'invalid'
    deviceId?: string
    field?: string
  }[]
  /** The keys to write into the collars: they sign the commands. Newest first */
  commandKeys: {
    id: string
    /** Raw Ed25519 public key, 32 bytes, base64url without padding */
    publicKey: string
  }[]
}

export type StockBody = {
  devices: StockDevice[]
}

export type StockDevice = {
  imei: string
  name?: string
  /** 256 random bits, base64url without padding */
  secret: string
  /** Raw Ed25519 public key, 32 bytes, base64url without padding */
  publicKey: string
  sim: {
    iccid: string
    kind: SimKind
    /** Minor units; travel-sim */
    balance?: number
    currency?: string
    /** ISO 8601, UTC, with milliseconds: 2027-03-01T10:00:00.000Z */
    until?: string
  }
  /** Absent: the account of the office */
  accountId?: string
}

export type StockDongle = {
  /** 8 hexadecimal characters */
  caratId: string
  name?: string
  /** For its bridge: 256 random bits, base64url without padding. Absent: the house draws one */
  secret?: string
  /** Of a dongle that was made before; absent: that of the codes released for it, or else the newest */
  keyVersion?: number
  /** Absent: the account of the office */
  accountId?: string
}

export type StockDonglesAnswer = {
  items: {
    caratId: string
    outcome: 'registered' | 'already-registered' | 'invalid'
    deviceId?: string
    field?: string
    /** To be written into the dongle: 32 bytes, base64url without padding. Told once */
    key?: string
    /** To be written into the dongle with its key */
    keyVersion?: number
    /** For its bridge. Told once */
    secret?: string
  }[]
  /** The keys with which a bridge can check commands. Newest first */
  commandKeys: {
    id: string
    /** Raw Ed25519 public key, 32 bytes, base64url without padding */
    publicKey: string
  }[]
}

export type StockDonglesBody = {
  dongles: StockDongle[]
}

export type SupportBody = {
  /** A code, a licence code, a licence number, an unlock code, an order number, an IMEI or Carat-ID, or an id out of a support case; or, for accounts, the e-mail address of a user, the number of an invoice, a telephone number (E.164), or beginnings of words of the name */
  text: string
}

/** Everything that is known of what the text names; all empty: it names nothing */
export type SupportFinding = {
  /** In the order of their names, at most 20 */
  accounts: {
    id: string
    name: string
    kind: string
    country: string
  }[]
  /** Whether there are others that fit */
  moreAccounts: boolean
  codes: {
    id: string
    family: string
    state: string
    last4?: string
    /** ISO 8601, UTC, with milliseconds: 2027-03-01T10:00:00.000Z */
    activatedAt?: string
    /** ISO 8601, UTC, with milliseconds: 2027-03-01T10:00:00.000Z */
    usedAt?: string
    /** The printed number of its card */
    card?: number
    batch: {
      id: string
      state: string
      product: {
        name: string
        value: string
      }[]
      channel: string
      soldTo?: string
      packSize?: number
      /** ISO 8601, UTC, with milliseconds: 2027-03-01T10:00:00.000Z */
      purchasedAt?: string
      /** ISO 8601, UTC, with milliseconds: 2027-03-01T10:00:00.000Z */
      mintedAt: string
      mintedBy: string
    }
  }[]
  /** App licences, by their licence code */
  licences: {
    id: string
    /** Whose it is */
    who: string
    accounts: string[]
    /** Of `accounts`, in the same order */
    accountIds: string[]
    trial: boolean
    /** ISO 8601, UTC, with milliseconds: 2027-03-01T10:00:00.000Z */
    startedAt: string
    /** ISO 8601, UTC, with milliseconds: 2027-03-01T10:00:00.000Z */
    endsAt: string
    /** Oldest first */
    history: {
      /** ISO 8601, UTC, with milliseconds: 2027-03-01T10:00:00.000Z */
      at: string
      entry: string
      period: string
      /** ISO 8601, UTC, with milliseconds: 2027-03-01T10:00:00.000Z */
      until: string
    }[]
  }[]
  devices: {
    id: string
    kind: string
    serial: string
    name: string
    accountId: string
    accountName: string
  }[]
  redemptions: {
    redemption: Redemption
    who: string
    /** Absent: the account is gone */
    accountId?: string
    accountName: string
    device?: {
      serial: string
      name: string
    }
    counter?: number
    /** What the device itself signed */
    answer?: {
      outcome: string
      reason?: string
      iccid: string
      before: SimState
      after: SimState
      /** ISO 8601, UTC, with milliseconds: 2027-03-01T10:00:00.000Z */
      at?: string
    }
    /** Whether there is a receipt for it */
    receipt: boolean
  }[]
  /** Of licences for dongles, newest first */
  releases: SupportRelease[]
  /** Of the devices, newest first */
  alarms: Alarm[]
  /** Refusals that are being counted now; afterwards the history has them as `hold-back` */
  held: {
    /** The name that the person was given */
    id: string
    /** account, device, phone or source: of guesses; refusals: too many to keep one by one */
    budget: string
    who: string
    /** Where it began */
    subject: string
    refusals: number
    /** ISO 8601, UTC, with milliseconds: 2027-03-01T10:00:00.000Z */
    since: string
    /** ISO 8601, UTC, with milliseconds: 2027-03-01T10:00:00.000Z */
    until: string
  }[]
  /** What the audit tells, newest first, at most 200 */
  history: {
    /** ISO 8601, UTC, with milliseconds: 2027-03-01T10:00:00.000Z */
    at: string
    who: string
    act: string
    subject: string
    details: {
      name: string
      value: string
    }[]
  }[]
}

export type SupportRelease = {
  id: string
  licenceNumber: string
  /** `1P` to `254P`, or `E` */
  type: string
  /** Of its unlock code */
  counter: number
  /** The master from which the key of the dongle comes */
  keyId: string
  /** ISO 8601, UTC, with milliseconds: 2027-03-01T10:00:00.000Z */
  releasedAt: string
  who: string
  /** Absent: released by the office */
  order?: {
    id: string
    number: string
    /** Absent: the account is gone */
    accountId?: string
    accountName: string
    pricing: string
    amountMinor: number
    currency: string
  }
  /** Text messages that ordered it, while the dialogue is kept */
  messages: {
    id: string
    /** ISO 8601, UTC, with milliseconds: 2027-03-01T10:00:00.000Z */
    at: string
    from: string
    text: string
    answer: string
    /** Codes masked */
    answerText: string
  }[]
  unlocks: {
    unlock: Unlock
    deviceId: string
    /** Of the command */
    counter?: number
    /** What the dongle itself answered, proved by its key */
    answer?: {
      outcome: string
      reason?: string
      /** The number that the dongle had at that moment */
      licenceNumber: string
      before: Held
      after: Held
    }
  }[]
}

export type TimeEffect = {
  type: 'licence-extend' | 'subscription-extend'
  /** ISO 8601 period */
  period: string
  before?: {
    /** ISO 8601, UTC, with milliseconds: 2027-03-01T10:00:00.000Z */
    validUntil: string
  }
  after: {
    /** ISO 8601, UTC, with milliseconds: 2027-03-01T10:00:00.000Z */
    validUntil: string
  }
  /** licence-extend: it is the licence code from now on, and must be kept */
  becameLicenceCode?: boolean
}

export type TimeProduct = {
  type: 'licence-extend' | 'subscription'
  /** ISO 8601 calendar period, e.g. P1Y */
  period: string
}

export type TimeZoneBody = {
  accountId?: string
  /** IANA; null: by the country */
  timeZone: string | null
}

export type Told = {
  id: string
  /** ISO 8601, UTC, with milliseconds: 2027-03-01T10:00:00.000Z */
  at: string
  /** notice: that alarms end, or come on */
  kind: 'alarm' | 'notice' | 'test'
  alarmId: string | null
  deviceId: string | null
  /** Of the alarm */
  rule: string | null
  /** Its name */
  device: string | null
  step: 'opened' | 'closed' | null
  silence: Silence | null
  /** What became of it; sent: a server, network or push service has taken it. null: nothing was sent */
  state: 'waiting' | 'sent' | 'delivered' | 'opened' | 'failed' | 'unclear' | 'forgotten' | null
  /** Why it failed or waits: a stable name, and what was said */
  reason: string | null
}

export type ToldList = {
  items: Told[]
  next: string | null
}

export type Track = {
  points: [string, number, number][]
  /** Stretches in which the device's clock was wrong: first and last instant, corrected, and the milliseconds that were added to the device's own */
  corrected: [string, string, number][]
}

export type Tried = {
  queued: boolean
  /** What stands in the way */
  silence: Silence | null
}

export type Unlock = {
  id: string
  releaseId: string
  licenceNumber: string
  /** `1P` to `254P`, or `E` */
  type: string
  state: string
  reason?: string
  history: {
    state: string
    /** ISO 8601, UTC, with milliseconds: 2027-03-01T10:00:00.000Z */
    at: string
  }[]
}

export type UnlockAgain = {
  releaseId: string
}

export type UnlockAgainAnswer = {
  outcome: 'queued' | 'already-open'
}

export type UnlockCode = {
  /** As a person types it: `3546-7F7E-DB74-3B66` */
  code: string
}

export type UnlockCodeWanted = {
  /** 16 hexadecimal characters */
  licenceNumber: string
  /** `1P` to `254P`, or `E` */
  type: string
}

export type UnlockList = {
  items: Unlock[]
  next: string | null
}

export type UsedLink = {
  /** Who may sign in now */
  email: string
}

export type User = {
  id: string
  email: string
  name: string
  language: string
  memberships: {
    accountId: string
    accountName: string
    level: string
  }[]
}

export type VerifiedPhone = {
  /** Masked */
  phone: string
}

export type WholeInvoice = {
  id: string
  kind: 'invoice' | 'credit-note'
  number: string
  /** By which a payment names it */
  reference: string
  accountId: string
  name: string
  currency: string
  /** Minor units */
  netMinor: number
  /** Minor units */
  vatMinor: number
  /** Minor units */
  totalMinor: number
  /** ISO 8601, UTC, with milliseconds: 2027-03-01T10:00:00.000Z */
  issuedAt: string
  /** ISO 8601, UTC, with milliseconds: 2027-03-01T10:00:00.000Z */
  dueAt: string
  /** What is owed; below 0: paid too much */
  outstandingMinor?: number
  /** The last step against it, where it was overdue */
  step?: string
  /** The invoice that a credit note takes back */
  creditsId?: string
  reason?: string
  lines: {
    id: string
    words: string
    quantity: number
    /** Minor units */
    netMinor: number
    /** `S`, `AE` (reverse charge) or `O` (outside the Union) */
    vatCategory: string
    /** Basis points */
    vatRate: number
  }[]
  taxes: {
    vatCategory: string
    vatRate: number
    /** Minor units */
    netMinor: number
    /** Minor units */
    vatMinor: number
  }[]
  creditNotes: {
    id: string
    number: string
    /** Minor units */
    totalMinor: number
  }[]
  payments: {
    id: string
    /** Minor units */
    amountMinor: number
    paidOn: string
  }[]
  steps: {
    step: string
    /** ISO 8601, UTC, with milliseconds: 2027-03-01T10:00:00.000Z */
    at: string
    /** The day that its letter named */
    nextAt?: string
  }[]
}

export type Zone = {
  id: string
  name: string
  shape: ZoneCircle | ZonePolygon
  /** Alarm when it is left */
  onLeft: boolean
  /** Alarm when it is entered */
  onEntered: boolean
}

export type ZoneBody = {
  name: string
  shape: ZoneCircle | ZonePolygon
  /** Alarm when it is left */
  onLeft: boolean
  /** Alarm when it is entered */
  onEntered: boolean
}

export type ZoneCircle = {
  type: 'circle'
  /** WGS 84 degrees */
  lat: number
  /** WGS 84 degrees */
  lon: number
  radiusM: number
}

export type ZoneList = {
  items: Zone[]
}

export type ZonePolygon = {
  type: 'polygon'
  points: [number, number][]
}
