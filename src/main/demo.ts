import { type Fleet, startFleet } from '../../firmware-sim/fleet.ts'
import type { House } from '../flows/house.ts'
import type { World } from '../std/world.ts'
import type { DataDir } from './data-dir.ts'
import { type DemoPhones, startDemoPhones } from './demo-phones.ts'
import { carryOut, type DemoPlan, newPlan, REGISTERED_NUMBER, RELEASED, unusedCodes } from './demo-plan.ts'
import { type Served, type ServeOptions, serve } from './serve.ts'
import { simulatedPhones, simulatorControl } from './simulator.ts'

const PLAN = 'demo-plan.json'

/** What `data/demo.json` tells a script about the running demo. */
export type DemoFile = {
  consoleUrl: string
  apiUrl: string
  mqttUrl: string
  logins: DemoPlan['logins']
  devices: { id: string; kind: 'collar'; imei: string; simKind: string; ownerEmail: string }[]
  codes: DemoPlan['codes']
  /** The number that answers is null where no telephones are simulated. */
  sms: { serverNumber: string | null; registeredNumber: string }
}

export type Demo = Served & { file: DemoFile }

/** Serves with a simulated pack and telephones: seeds the ledger if it is new, switches the collars on, writes `demo.json`. */
export async function demo(options: ServeOptions, dir: DataDir, world: World): Promise<Demo> {
  const phones = await startDemoPhones(options.sms, dir, world)
  try {
    return await withPhones(phones ? { ...options, sms: phones.sms } : options, dir, world, phones)
  } catch (error) {
    await phones?.modem.stop()
    throw error
  }
}

async function withPhones(options: ServeOptions, dir: DataDir, world: World, phones: DemoPhones | null): Promise<Demo> {
  let fleet: Fleet | null = null
  const simulator = simulatorControl(() => fleet)
  const served = await serve(options, dir, world, {
    ...simulator,
    ...(phones && { phones: simulatedPhones(phones.modem) }),
  })
  try {
    const { house } = served.running
    const plan = await plannedDemo(house, dir)
    fleet = startFleet({
      identities: plan.identities,
      url: served.mqttUrl,
      dir: dir.file('sim'),
      world,
      seed: plan.seed,
    })
    const file = await describe(served, plan, house, phones?.modem.number ?? null)
    dir.write('demo.json', `${JSON.stringify(file, null, 2)}\n`, 0o600)
    const stop = async (): Promise<void> => {
      await fleet?.stop()
      await served.stop()
      await phones?.modem.stop()
    }
    return { ...served, stop, file }
  } catch (error) {
    await served.stop()
    throw error
  }
}

/** The plan is on disk before the ledger knows of it: what is only half in the ledger can then be completed. */
async function plannedDemo(house: House, dir: DataDir): Promise<DemoPlan> {
  const kept = dir.read(PLAN)
  const plan = kept === null ? newPlan(house) : (JSON.parse(kept) as DemoPlan)
  const keep = (): void => dir.write(PLAN, JSON.stringify(plan), 0o600)
  if (kept === null) keep()
  await carryOut(house, plan)
  plan.codes = await unusedCodes(house, plan)
  keep()
  return plan
}

async function describe(
  { httpUrl, mqttUrl }: Served,
  plan: DemoPlan,
  { ledger }: House,
  serverNumber: string | null,
): Promise<DemoFile> {
  const rows = await ledger.reads.selectFrom('devices').select(['id', 'serial']).execute()
  const ids = new Map(rows.map(({ id, serial }) => [serial, id]))
  return {
    consoleUrl: httpUrl,
    apiUrl: `${httpUrl}/api/v1`,
    mqttUrl,
    logins: plan.logins,
    devices: plan.identities.map(({ imei, sim }) => ({
      id: ids.get(imei) ?? '',
      kind: 'collar',
      imei,
      simKind: sim.kind,
      ownerEmail: 'owner@koppel.example',
    })),
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
    '',
    'Try: sign in as owner, open a collar, tap its SIM row, enter a code of that kind, press OK.',
    `Or:  npx koppel redeem ${code?.code} --device ${collar?.imei}`,
    'Switch a collar off under "Simulator" first, and see the code wait for it. Ctrl-C stops.',
    ...(file.sms.serverNumber === null
      ? []
      : [
          'Or fetch an unlock code by SMS:',
          `     npx koppel sms say --from ${REGISTERED_NUMBER} "cl.${RELEASED.type.points}P.${RELEASED.licenceNumber}"`,
        ]),
    '',
  ].join('\n')
}
