import type { Collar } from '../../firmware-sim/collar/collar.ts'
import type { Fleet } from '../../firmware-sim/fleet.ts'
import { MODEM_FAULTS } from '../../firmware-sim/modem/faults.ts'
import type { SimulatedModem } from '../../firmware-sim/modem/start.ts'
import type { SimulatedCollarBody, SimulatedPhones, SimulatorControl } from '../http/simulator-control.ts'

/** After a power cut a simulated collar starts again by itself. */
const RESTART_MS = 3_000

/** The levers of a fleet for the HTTP door. @param fleet asked for at each use, because the fleet starts after the doors are open */
export function simulatorControl(fleet: () => Fleet | null): SimulatorControl {
  const find = (imei: string): Collar | undefined =>
    fleet()
      ?.list()
      .find((collar) => collar.imei === imei)
  return {
    list: async () => (fleet()?.list() ?? []).map(shown),
    async order(imei, order) {
      const collar = find(imei)
      if (!collar) return null
      if (order.power !== undefined) await collar.power(order.power)
      if (order.coverage !== undefined) collar.coverage(order.coverage)
      if (order.network !== undefined) collar.visit(order.network)
      if (order.sim !== undefined) await collar.swapSim(order.sim === 'swap' ? 'another' : 'restore')
      if (order.powerCut !== undefined) collar.armPowerCut(order.powerCut, RESTART_MS)
      return shown(collar)
    },
  }
}

function shown(collar: Collar): SimulatedCollarBody {
  const { imei, power, coverage, connected, sim, network, armed } = collar.state()
  return { imei, power, coverage, connected, iccid: sim.iccid, mcc: network.mcc, armed }
}

/** The levers of a simulated modem, and everybody's telephones, for the HTTP door. */
export function simulatedPhones(sim: SimulatedModem): SimulatedPhones {
  return {
    state() {
      const { registered, messages } = sim.modem.state()
      const held = sim.carrier.held(sim.number)
      return { serverNumber: sim.number, registered, messages, held, faults: [...MODEM_FAULTS] }
    },
    async order({ fault, value, signalDbm, act }) {
      const kind = MODEM_FAULTS.find((known) => known === fault)
      if (fault !== undefined && !kind) return 'unknown-fault'
      if (kind) sim.faults.arm(kind, value)
      if (signalDbm !== undefined) sim.modem.hear(signalDbm)
      if (act === 'restart') sim.modem.restart()
      if (act === 'unplug') await sim.unplug()
      if (act === 'plug') await sim.plug()
      return 'done'
    },
    say: (from, text, timeout_ms) => sim.say(from, text, { timeout_ms }),
  }
}
