import type { Static } from 'typebox'
import type { SimulatedDongles } from './dongle-simulator.ts'
import type { Answers, ModemOrder, SimulatedCollar, SimulatedModemState, SimulatorOrder } from './simulator-schemas.ts'

/** What `koppel demo` hands in, so that a person can make a simulated collar's life harder from the console. */
export type SimulatorControl = {
  /** Every simulated collar. */
  list(): Promise<SimulatedCollarBody[]>
  /** Carries out an order, member by member; null when no collar has that IMEI. */
  order(imei: string, order: SimulatorOrderBody): Promise<SimulatedCollarBody | null>
  /** People's telephones, where the way to the phone network is a simulated modem. */
  phones?: SimulatedPhones
  /** Dongles, where there are some. */
  dongles?: SimulatedDongles
}

/** A simulated modem with its network and everybody's telephones. */
export type SimulatedPhones = {
  state(): SimulatedModemStateBody
  /** Carries out an order, member by member; `unknown-fault` when it names none of the state's faults. */
  order(order: ModemOrderBody): Promise<'done' | 'unknown-fault'>
  /**
   * Sends a text in a telephone's name and waits for what comes back to it.
   * @returns the answers, whole; empty when none came in time. @throws RangeError for a number or a text that no SMS can have
   */
  say(from: string, text: string, timeout_ms: number): Promise<string[]>
}

export type SimulatedCollarBody = Static<typeof SimulatedCollar>
export type SimulatorOrderBody = Static<typeof SimulatorOrder>
export type SimulatedModemStateBody = Static<typeof SimulatedModemState>
export type ModemOrderBody = Static<typeof ModemOrder>
export type AnswersBody = Static<typeof Answers>
