/** Below this a collar may not last until it is online again. */
export const BATTERY_LOW_PERCENT = 20

/** Lower bounds of one to four bars, dBm: the usual steps of a phone for GSM and LTE-M. */
const BARS_DBM = [-113, -103, -93, -83]

/** @returns 0 to 4 */
export function signalBars(dBm: number): number {
  return BARS_DBM.filter((bound) => dBm > bound).length
}
