import type { House } from '../flows/house.ts'
import type { BridgedDongles } from './demo-dongles.ts'
import { type DemoPlan, OWNER_EMAIL, REGISTERED_NUMBER } from './demo-plan.ts'
import type { Served } from './serve.ts'

/** What `demo.json` of the data directory tells a script about the running demo. */
export type DemoFile = {
  consoleUrl: string
  apiUrl: string
  mqttUrl: string
  logins: DemoPlan['logins']
  devices: {
    id: string
    kind: 'collar' | 'dongle'
    imei?: string
    simKind?: string
    caratId?: string
    /** As it was when the demo started. */
    licenceNumber?: string
    /** Where the dongle is plugged in, as long as it is: a name that stays. */
    serialPath?: string
    ownerEmail: string
  }[]
  codes: DemoPlan['codes']
  /** The number that answers is null where no telephones are simulated. */
  sms: { serverNumber: string | null; registeredNumber: string }
}

/** What is simulated beside the collars; null: nothing of it on this machine. */
export type Simulated = { serverNumber: string | null; bridged: BridgedDongles | null }

/** Describes the running demo. */
export async function describeDemo(
  { httpUrl, mqttUrl }: Served,
  plan: DemoPlan,
  { ledger }: House,
  { serverNumber, bridged }: Simulated,
): Promise<DemoFile> {
  const rows = await ledger.reads.selectFrom('devices').select(['id', 'serial']).execute()
  const ids = new Map(rows.map(({ id, serial }) => [serial, id]))
  const collars = plan.identities.map(({ imei, sim }) => ({
    ...{ id: ids.get(imei) ?? '', kind: 'collar' as const, imei, simKind: sim.kind, ownerEmail: OWNER_EMAIL },
  }))
  const dongles = (bridged?.dongles.list() ?? []).map((dongle) => {
    const { caratId, licenceNumber, path } = dongle.state()
    const id = ids.get(caratId) ?? ''
    return { id, kind: 'dongle' as const, caratId, licenceNumber, serialPath: path, ownerEmail: OWNER_EMAIL }
  })
  return {
    consoleUrl: httpUrl,
    apiUrl: `${httpUrl}/api/v1`,
    mqttUrl,
    logins: plan.logins,
    devices: [...collars, ...dongles],
    codes: plan.codes,
    sms: { serverNumber, registeredNumber: REGISTERED_NUMBER },
  }
}
