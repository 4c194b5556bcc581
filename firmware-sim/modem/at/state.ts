import type { Clock } from '../../../src/std/clock.ts'
import type { ModemFaults } from '../faults.ts'
import type { Carrier } from '../network/carrier.ts'
import type { Radio } from '../radio.ts'
import type { SimCard } from '../sim-card.ts'
import type { Storage } from '../storage.ts'
import type { Answer } from './answer.ts'
import type { Request } from './command-line.ts'
import type { Memory, Settings } from './settings.ts'

/** Who the modem is. */
export type ModemIdentity = { manufacturer: string; model: string; revision: string; imei: string }

/** The modem as its commands see it. */
export type ModemState = {
  readonly identity: ModemIdentity
  /** Its telephone number. */
  readonly number: string
  settings: Settings
  /** Kept through a restart: the service centre's number is the SIM's. */
  csca: string
  readonly sim: SimCard
  readonly stores: Readonly<Record<Memory, Storage>>
  readonly radio: Radio
  readonly carrier: Carrier
  readonly clock: Clock
  readonly faults: ModemFaults
  /** Its time zone, in quarters of an hour. */
  readonly zone_quarters: number
  /** How long the network takes to accept a message. */
  readonly submit_ms: number
  /** Changes at each restart: who waited across one must not go on. */
  epoch(): number
  restart(): void
  /** Buffered while +CNMI says so. */
  flush(buffered: 'tell' | 'forget'): void
  /** Answers +CNMA. False when nothing waits for it. */
  acknowledge(taken: boolean): boolean
  /** To be called when a memory has room again. */
  hasRoom(): void
  /** The next <mr>. */
  nextReference(): number
}

type Act = (modem: ModemState, request: Request) => Answer | Promise<Answer>

/** One AT command; a form that it has not is ERROR. `needs`: the SIM's PIN, and which family of errors tells that it is missing. */
export type Command = {
  needs?: 'cme' | 'cms'
  run?: Act
  read?: Act
  test?: Act
  set?: Act
}
