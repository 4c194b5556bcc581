import type { SeenDevice } from '../../flows/see-devices.ts'
import { instantText } from '../../std/period.ts'
import type { DeviceBody } from '../device-schemas.ts'

/** A device as the API tells it; what was never measured is absent. */
export function deviceBody(seen: SeenDevice): DeviceBody {
  const { last } = seen
  return {
    id: seen.id,
    ...(seen.kind === 'dongle' ? { kind: 'dongle', caratId: seen.serial } : { kind: 'collar', imei: seen.serial }),
    name: seen.name,
    online: seen.online,
    lastSeenAt: seen.lastSeenAt === null ? null : instantText(seen.lastSeenAt),
    owner: { accountId: seen.accountId, name: seen.accountName },
    ...(seen.sim ? { sim: simBody(seen.sim) } : {}),
    ...(seen.network ? { network: networkBody(seen.network) } : {}),
    ...(last?.bat === undefined ? {} : { batteryPercent: last.bat }),
    ...(last?.rssi === undefined ? {} : { signalDbm: last.rssi }),
    ...(last?.lat === undefined || last.lon === undefined
      ? {}
      : {
          position: {
            at: instantText(last.at),
            lat: last.lat,
            lon: last.lon,
            ...(last.acc === undefined ? {} : { accuracyM: last.acc }),
          },
        }),
  }
}

function networkBody({
  mcc,
  mnc,
  countries,
  at,
}: NonNullable<SeenDevice['network']>): NonNullable<DeviceBody['network']> {
  return {
    mcc: String(mcc).padStart(3, '0'),
    ...(mnc === null ? {} : { mnc }),
    ...(countries ? { countries: [...countries] } : {}),
    at: instantText(at),
  }
}

function simBody(sim: NonNullable<SeenDevice['sim']>): NonNullable<DeviceBody['sim']> {
  return {
    kind: sim.kind as NonNullable<DeviceBody['sim']>['kind'],
    iccid: sim.iccid,
    ...(sim.balanceMinor === null ? {} : { balanceMinor: sim.balanceMinor }),
    ...(sim.balanceMinor === null || sim.currency === null ? {} : { currency: sim.currency }),
    ...(sim.validUntil === null ? {} : { validUntil: instantText(sim.validUntil) }),
    ...(sim.reportedAt === null ? {} : { reportedAt: instantText(sim.reportedAt) }),
  }
}
