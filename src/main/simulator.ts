import type { Collar } from '../../firmware-sim/collar/collar.ts'
import type { Fleet } from '../../firmware-sim/fleet.ts'
import type { SimulatedCollarBody, SimulatorControl } from '../http/simulator-control.ts'

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
      if (order.sim !== undefined) await collar.swapSim(order.sim === 'swap' ? 'another' : 'restore')
      if (order.powerCut !== undefined) collar.armPowerCut(order.powerCut, RESTART_MS)
      return shown(collar)
    },
  }
}

function shown(collar: Collar): SimulatedCollarBody {
  const { imei, power, coverage, connected, sim } = collar.state()
  return { imei, power, coverage, connected, iccid: sim.iccid }
}
