import type { Static } from 'typebox'
import type { SimulatedDongle, SimulatedDongleOrder } from './dongle-simulator-schemas.ts'

/** What `koppel demo` hands in, so that a person can make a simulated dongle's life harder from the console. */
export type SimulatedDongles = {
  /** Every simulated dongle. */
  list(): Promise<SimulatedDongleBody[]>
  /**
   * Carries out an order, member by member; null when no dongle has that Carat-ID.
   * @throws RangeError for user information that no dongle takes
   */
  order(caratId: string, order: SimulatedDongleOrderBody): Promise<SimulatedDongleBody | null>
}

export type SimulatedDongleBody = Static<typeof SimulatedDongle>
export type SimulatedDongleOrderBody = Static<typeof SimulatedDongleOrder>
