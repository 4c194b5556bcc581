import type { House } from '../flows/house.ts'
import type { BridgedDongles } from './demo-dongles.ts'
import { type DemoPlan, OWNER_EMAIL, REGISTERED_NUMBER, RELEASED } from './demo-plan.ts'
import type { Served } from './serve.ts'

/** What `data/demo.json` tells a script about the running demo. */
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

/** What a person who has just started the demo needs to see. */
export function welcome(file: DemoFile): string {
  const kinds = {
    'travel-sim': 'Travel SIM  (+100 kr)',
    tele2: 'Tele2       (+1 year)',
    'telia-iot': 'Telia IoT   (+1 year)',
  }
  const logins = file.logins.map(({ role, email, password }) => `  ${role.padEnd(9)} ${email.padEnd(26)} ${password}`)
  const codes = Object.entries(kinds).map(([kind, label]) => {
    const some = file.codes.filter(({ simKind }) => simKind === kind).slice(0, 2)
    return `  ${label}  ${some.map(({ code }) => `${code.slice(0, 5)}-${code.slice(5, 10)}-${code.slice(10)}`).join('   ')}`
  })
  const collar = file.devices.find(({ simKind }) => simKind === 'telia-iot')
  const code = file.codes.find(({ simKind }) => simKind === 'telia-iot')
  return [
    '',
    `Koppel is running.   Console: ${file.consoleUrl}`,
    '',
    'Sign in as',
    ...logins,
    '',
    'Unused codes (more in data/demo.json)',
    ...codes,
    ...dongleLines(file),
    '',
    'Try: sign in as owner, open a collar, tap its SIM row, enter a code of that kind, press OK.',
    `Or:  npx koppel redeem ${code?.code} --device ${collar?.imei}`,
    'Switch a collar off under "Simulator" first, and see the code wait for it. Ctrl-C stops.',
    ...phoneLines(file),
    '',
  ].join('\n')
}

function dongleLines({ devices }: DemoFile): string[] {
  const dongles = devices.filter(({ kind }) => kind === 'dongle')
  if (dongles.length === 0) return []
  const rows = dongles.map(({ licenceNumber, serialPath }) => `  ${licenceNumber}  ${serialPath}`)
  return ['', 'Dongles, by their licence numbers', ...rows]
}

function phoneLines({ sms, devices }: DemoFile): string[] {
  if (sms.serverNumber === null) return []
  const say = `     npx koppel sms say --from ${sms.registeredNumber}`
  const number = devices.find(({ licenceNumber }) => licenceNumber !== undefined)?.licenceNumber
  return [
    'Or fetch an unlock code by SMS:',
    `${say} "cl.${RELEASED.type.points}P.${RELEASED.licenceNumber}"`,
    ...(number === undefined
      ? []
      : ['Or order one, and it goes to the dongle by itself:', `${say} "Ich bestelle verbindlich 5P.${number}"`]),
  ]
}
