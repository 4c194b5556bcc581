import type { Registry } from 'prom-client'
import type { House } from '../flows/house.ts'
import type { Live } from '../flows/live.ts'
import type { SmsGateway } from '../flows/sms/gateway.ts'
import type { SmsTransport } from '../flows/sms/transport.ts'
import type { Texts } from '../std/texts.ts'
import type { SimulatorControl } from './simulator-control.ts'

/** The part of the configuration that this door needs. */
export type DoorConfig = {
  /** Scheme, host and port under which people reach the house; null = the address it listens on. */
  publicUrl: string | null
  support: { phone: string | null; email: string | null }
  /** The app's 11 characters at the end of an SMS with six digits; absent: those of our own app. */
  smsAppHash?: string
  /** Calendar months for which a message by the contact form is kept after it was closed; absent: 6. */
  contactKeepMonths?: number
}

/** The state of one part of the house; `why` is for operators and holds no secret. `needed` false: without it the house serves all the same. */
export type PartState = { ready: boolean; why?: string; needed?: boolean }

/** Everything that the door is handed by `src/main.ts`. */
export type DoorParts = {
  house: House
  live: Live
  texts: Texts
  config: DoorConfig
  version: string
  /** The door adds its own measures; `/metrics` shows all. */
  metrics: Registry
  /** Asks each part (ledger, inbox, broker, ...) for its state. */
  ready: () => Promise<Record<string, PartState>>
  /** The way to the phone network; absent: messages are shown and not sent. */
  sms?: Pick<SmsTransport, 'name' | 'state'>
  /** No server for mails is configured: they are read on the console. Absent: they are sent, and their words are their receivers' alone. */
  mailsShown?: boolean
  /** Push services that browsers may name (`src/flows/push/endpoint.ts`); absent: none. */
  pushServices?: readonly string[]
  /** Only in `koppel demo`; absent = `/api/v1/simulator` does not exist. */
  simulator?: SimulatorControl
  /** The SMS gateway that may call us; absent = none is configured, and its addresses are not found. */
  smsGateway?: SmsGateway
  /** The built console (`web/dist`); absent = API only. */
  consoleDir?: string
  /** The local operator's bearer token (`run.json`). */
  operatorToken: string
}
