import { type Fleet, startFleet } from '../../firmware-sim/fleet.ts'
import type { House } from '../flows/house.ts'
import type { World } from '../std/world.ts'
import type { DataDir } from './data-dir.ts'
import { seedDemoBilling } from './demo-billing.ts'
import { type BridgedDongles, planDongles, startDemoDongles } from './demo-dongles.ts'
import { type DemoFile, describeDemo } from './demo-file.ts'
import { type DemoPhones, startDemoPhones } from './demo-phones.ts'
import { carryOut, type DemoPlan, newPlan, unusedCodes } from './demo-plan.ts'
import { type Served, type ServeOptions, serve } from './serve.ts'
import { simulatedDongles } from './simulated-dongles.ts'
import { simulatedPhones, simulatorControl } from './simulator.ts'

export type { DemoFile } from './demo-file.ts'

const PLAN = 'demo-plan.json'

export type Demo = Served & { file: DemoFile }

/** Serves with a simulated pack, dongles and telephones: seeds the ledger if it is new, switches them on, writes `demo.json`. */
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
  let bridged: BridgedDongles | null = null
  const served = await serve(options, dir, world, {
    ...simulatorControl(() => fleet),
    dongles: simulatedDongles(() => bridged?.dongles ?? null),
    ...(phones && { phones: simulatedPhones(phones.modem) }),
  })
  const stopAll = async (): Promise<void> => {
    await bridged?.stop()
    await fleet?.stop()
    await served.stop()
  }
  try {
    const { house } = served.running
    const { mqttUrl } = served
    const plan = await plannedDemo(house, dir)
    fleet = startFleet({
      identities: plan.identities,
      url: mqttUrl,
      dir: dir.file('sim'),
      world,
      seed: plan.seed,
    })
    bridged = await startDemoDongles(plan.dongles, { dir: dir.file('dongles'), mqttUrl, house, world })
    const file = await describeDemo(served, plan, house, { serverNumber: phones?.modem.number ?? null, bridged })
    dir.write('demo.json', `${JSON.stringify(file, null, 2)}\n`, 0o600)
    const stop = async (): Promise<void> => {
      await stopAll()
      await phones?.modem.stop()
    }
    return { ...served, stop, file }
  } catch (error) {
    await stopAll()
    throw error
  }
}

/** The plan is on disk before the ledger knows of it: what is only half in the ledger can then be completed. */
async function plannedDemo(house: House, dir: DataDir): Promise<DemoPlan> {
  const kept = dir.read(PLAN)
  const plan = kept === null ? newPlan(house) : (JSON.parse(kept) as DemoPlan)
  // A demo from before there were dongles is given some.
  plan.dongles ??= planDongles(house, plan.seed)
  const keep = (): void => dir.write(PLAN, JSON.stringify(plan), 0o600)
  keep()
  await carryOut(house, plan)
  await seedDemoBilling(house)
  plan.codes = await unusedCodes(house, plan)
  keep()
  return plan
}
