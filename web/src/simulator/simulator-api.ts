import type {
  Answers,
  SimulatedCollar,
  SimulatedCollarList,
  SimulatedDongle,
  SimulatedDongleList,
  SimulatedDongleOrder,
  SimulatedModemState,
  SimulatorOrder,
} from '../api-types.ts'

/** Sends one request to the API. @throws ApiError */
type Ask = <T>(method: string, path: string, body?: object) => Promise<T>

/** How long to wait for an answer to a text: well within the time for a request. */
export const ANSWER_TIMEOUT_S = 15

/** What the API has for simulated hardware, in a demo only. */
export function simulatorApi(request: Ask) {
  return {
    simulatedCollars: () => request<SimulatedCollarList>('GET', '/simulator/collars'),
    orderSimulator: (imei: string, order: SimulatorOrder) =>
      request<SimulatedCollar>('POST', `/simulator/collars/${encodeURIComponent(imei)}`, order),
    simulatedDongles: () => request<SimulatedDongleList>('GET', '/simulator/dongles'),
    orderDongle: (caratId: string, order: SimulatedDongleOrder) =>
      request<SimulatedDongle>('POST', `/simulator/dongles/${encodeURIComponent(caratId)}`, order),
    simulatedModem: () => request<SimulatedModemState>('GET', '/simulator/modem'),
    /** Sends a text in a simulated telephone's name. An answer that does not come in time is none. */
    say: (from: string, text: string) =>
      request<Answers>('POST', '/simulator/texts', { from, text, timeoutSeconds: ANSWER_TIMEOUT_S }),
  }
}
