import type { Dongle } from '../../firmware-sim/dongle/dongle.ts'
import type { Dongles } from '../../firmware-sim/dongles.ts'
import type { SimulatedDongleBody, SimulatedDongles } from '../http/dongle-simulator.ts'

/** After a power cut a simulated dongle starts again by itself. */
const RESTART_MS = 3_000

/** The levers of simulated dongles for the HTTP door. @param dongles asked for at each use, because they start after the doors are open */
export function simulatedDongles(dongles: () => Dongles | null): SimulatedDongles {
  const list = (): readonly Dongle[] => dongles()?.list() ?? []
  return {
    list: async () => list().map(shown),
    async order(caratId, { plugged, power, powerCut, userInformation }) {
      const dongle = list().find((one) => one.caratId === caratId)
      if (!dongle) return null
      if (plugged === true) await dongle.plug()
      if (plugged === false) await dongle.unplug()
      if (power !== undefined) await dongle.power(power)
      if (powerCut !== undefined) dongle.armPowerCut(powerCut, RESTART_MS)
      if (userInformation !== undefined) await dongle.enterUserInformation(userInformation)
      return shown(dongle)
    },
  }
}

function shown(dongle: Dongle): SimulatedDongleBody {
  const { caratId, path, plugged, power, licenceNumber, points, e, failures, lockOut_s, faulty, armed } = dongle.state()
  const port = { serialPath: path, plugged, power, faulty, armed }
  return { caratId, ...port, licenceNumber, points, e, failures, lockOutSeconds: lockOut_s }
}
