import { makeCaratIds } from '../../firmware-sim/dongle/identity.ts'
import { type Dongles, startDongles } from '../../firmware-sim/dongles.ts'
import { startBridge } from '../bridge/bridge.ts'
import { commandKeys } from '../flows/command-keys.ts'
import type { House } from '../flows/house.ts'
import { registerDongle } from '../flows/register-dongle.ts'
import { keyVersionOf } from '../licences/key-version.ts'
import { dongleKey } from '../licences/unlock-code.ts'
import { type Binding, systemBinding } from '../serial/port/binding.ts'
import { lendingDir, lendingOpener } from '../serial/port/lend.ts'
import { mqttWire } from '../std/mqtt/mqtt-wire.ts'
import type { World } from '../std/world.ts'

/** What a demo keeps of a dongle: what production wrote into it, its bridge's secret, and what a person has entered at first. */
export type PlannedDongle = {
  caratId: string
  /** 32 bytes, base64url. */
  key: string
  keyVersion: number
  secret: string
  name: string
  userInformation: string
}

const DONGLES: { name: string; userInformation: string }[] = [
  { name: 'Kanzlei Moser', userInformation: 'Kanzlei Moser, Graz' },
  { name: 'Werkstatt Huber', userInformation: 'Werkstatt Huber, Linz' },
]
const SECRET_BYTES = 32

/** Two dongles for a new demo, under the newest master. */
export function planDongles({ keys, world }: House, seed: number): PlannedDongle[] {
  const master = keys.current('dongle-master')
  const caratIds = makeCaratIds({ count: DONGLES.length, seed })
  return DONGLES.map(({ name, userInformation }, at) => {
    const caratId = caratIds[at] ?? ''
    return {
      caratId,
      key: Buffer.from(dongleKey(master.bytes, caratId)).toString('base64url'),
      keyVersion: keyVersionOf(master.id),
      secret: Buffer.from(world.random.bytes(SECRET_BYTES)).toString('base64url'),
      name,
      userInformation,
    }
  })
}

/** Brings the ledger to what the plan says; what is there already stays. */
export async function carryOutDongles(
  house: House,
  planned: readonly PlannedDongle[],
  accountId: string,
): Promise<void> {
  for (const { caratId, name, secret, keyVersion } of planned) {
    const outcome = await registerDongle(house, 'operator', { caratId, name, secret, keyVersion, accountId })
    if (outcome.kind === 'invalid') throw new Error(`the demo's dongle has a bad ${outcome.field}`)
  }
}

/** Simulated dongles at serial ports of this machine, each held by a bridge as "koppel bridge" holds it. */
export type BridgedDongles = { dongles: Dongles; stop(): Promise<void> }

/** Where their ports and memories are, and what their bridges speak with. */
type Place = { dir: string; mqttUrl: string; house: House; world: World }

/** Plugs the demo's dongles in. Null: there are none, where the system has no pseudoterminals or no serial ports, which is told in the log. */
export async function startDemoDongles(planned: readonly PlannedDongle[], at: Place): Promise<BridgedDongles | null> {
  let dongles: Dongles | null = null
  try {
    const binding = await systemBinding()
    dongles = await startDongles({ identities: planned, dir: at.dir, world: at.world })
    return bridge(dongles, planned, binding, at)
  } catch (error) {
    at.world.log.warn({ error }, 'no dongles are simulated here')
    await dongles?.stop()
    return null
  }
}

function bridge(
  dongles: Dongles,
  planned: readonly PlannedDongle[],
  binding: Binding,
  { mqttUrl, house, world }: Place,
): BridgedDongles {
  const wire = mqttWire({ url: mqttUrl, clock: world.clock })
  const secrets = new Map(planned.map(({ caratId, secret }) => [caratId, secret]))
  const bridges = dongles.list().map(({ path }) =>
    startBridge({
      open: lendingOpener({ binding, name: { kind: 'path', path }, clock: world.clock, dir: lendingDir() }),
      wire,
      secretOf: (caratId) => secrets.get(caratId) ?? null,
      backendKeys: commandKeys(house),
      world,
      tell: (news) => world.log.debug({ news }, 'bridge'),
    }),
  )
  return {
    dongles,
    async stop() {
      await Promise.all(bridges.map((one) => one.stop()))
      await dongles.stop()
    },
  }
}
