import type { Static } from 'typebox'
import type { SimulatedCollar, SimulatorOrder } from './simulator-schemas.ts'

/** What `koppel demo` hands in, so that a person can make a simulated collar's life harder from the console. */
export type SimulatorControl = {
  /** Every simulated collar. */
  list(): Promise<SimulatedCollarBody[]>
  /** Carries out an order, member by member; null when no collar has that IMEI. */
  order(imei: string, order: SimulatorOrderBody): Promise<SimulatedCollarBody | null>
}

export type SimulatedCollarBody = Static<typeof SimulatedCollar>
export type SimulatorOrderBody = Static<typeof SimulatorOrder>
