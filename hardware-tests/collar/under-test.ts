import { type Fleet, startFleet } from '../../firmware-sim/fleet.ts'
import { makeIdentities, registration } from '../../firmware-sim/identity.ts'
import { publicHalf, signingKey } from '../../firmware-sim/signature.ts'
import { PENS } from '../../firmware-sim/vectors/cast.ts'
import { systemClock } from '../../src/std/clock.ts'
import { silent } from '../../src/std/log.ts'
import type { AskedCollar, Produced } from './asked.ts'
import { type ListeningBroker, listeningBroker } from './listening-broker.ts'

/** A collar that comes to the broker, and what its production knows of it. */
export type CollarUnderTest = {
  broker: ListeningBroker
  produced: Produced
  pen: AskedCollar['pen']
  stop(): Promise<void>
}

/** Listens, and has the simulated collar of the vectors come where none of one's own is announced. */
export async function collarUnderTest({ listen, produced, pen }: AskedCollar): Promise<CollarUnderTest> {
  if (listen && produced) {
    const broker = await listeningBroker(listen)
    return { broker, produced, pen, stop: broker.close }
  }
  const broker = await listeningBroker({ host: '127.0.0.1', port: 0 })
  const clock = systemClock()
  const backendKeys = PENS.map(({ id, seed }) => ({ id, publicKey: publicHalf(signingKey(seed)) }))
  const [identity] = makeIdentities({ count: 1, seed: 1, backendKeys, kinds: ['tele2'], now_ms: clock.now() })
  if (!identity) throw new Error('no simulated collar was made')
  const fleet: Fleet = startFleet({
    ...{ identities: [identity], dir: null, seed: 1, reportEvery_ms: 1_000 },
    url: `mqtt://${broker.host}:${broker.port}`,
    world: { clock, log: silent },
  })
  return {
    ...{ broker, produced: registration(identity), pen: PENS[0] ?? null },
    async stop() {
      await fleet.stop()
      await broker.close()
    },
  }
}
