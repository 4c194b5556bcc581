import type {
  SimulatedDongleBody,
  SimulatedDongleOrderBody,
  SimulatedDongles,
} from '../../src/http/dongle-simulator.ts'

/** Simulated dongles that only write down what they are to live through. */
export type DongleShelf = SimulatedDongles & {
  orders: { caratId: string; order: SimulatedDongleOrderBody }[]
  plug(licenceNumber: string): void
}

/** User information that no dongle takes. */
export const TOO_LONG = 'ä'.repeat(101)

/** No dongle at first. */
export function dongleShelf(): DongleShelf {
  const dongles: SimulatedDongleBody[] = []
  const orders: DongleShelf['orders'] = []
  return {
    orders,
    plug(licenceNumber) {
      const held = { points: 0, e: false, failures: 0, lockOutSeconds: 0 }
      const state = { plugged: true, power: 'on' as const, faulty: false, armed: null, ...held }
      const caratId = licenceNumber.slice(0, 8)
      dongles.push({ caratId, serialPath: `/dev/pts/${dongles.length}`, licenceNumber, ...state })
    },
    list: async () => dongles,
    async order(caratId, order) {
      if (order.userInformation === TOO_LONG) throw new RangeError('too long')
      const dongle = dongles.find((one) => one.caratId === caratId)
      if (dongle) orders.push({ caratId, order })
      return dongle ?? null
    },
  }
}
