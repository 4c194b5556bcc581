import type { ModemOrderBody, SimulatedPhones } from '../../src/http/simulator-control.ts'

/** Telephones of a demo that nobody answers. */
export function silentPhones(): SimulatedPhones {
  return { ...answeringPhones(async () => []) }
}

/** Telephones that are answered as `say` does. `orders`: what the modem was made to live through. */
export function answeringPhones(say: SimulatedPhones['say']): SimulatedPhones & { orders: ModemOrderBody[] } {
  const orders: ModemOrderBody[] = []
  return {
    orders,
    state: () => ({ serverNumber: '+436649477338', registered: true, messages: 0, held: 0, faults: ['no-prompt'] }),
    async order(order) {
      if (order.fault !== undefined && order.fault !== 'no-prompt') return 'unknown-fault'
      orders.push(order)
      return 'done'
    },
    say,
  }
}
