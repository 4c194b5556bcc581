import { once } from 'node:events'
import { connect } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { holdDataDir } from '../../src/main/data-dir.ts'
import { serve } from '../../src/main/serve.ts'
import { systemClock } from '../../src/std/clock.ts'
import { silent } from '../../src/std/log.ts'
import { systemRandom } from '../../src/std/random.ts'
import { dataDir, ROOT } from './program.ts'

test('the limits of the doors are those that were configured: of connections, and of what waits in the inbox', async () => {
  const dir = holdDataDir(await dataDir())
  const running = await serve(
    {
      ...{ host: '127.0.0.1', httpPort: 0, mqttPort: 0, mqtts: null, databaseUrl: null, secret: Buffer.alloc(32, 3) },
      ...{ publicUrl: null, support: { phone: null, email: null }, version: '0.0.0', root: ROOT },
      intake: { mqttConnections_max: 1, inboxBytes_max: 67_108_864 },
    },
    dir,
    { clock: systemClock(), random: systemRandom(), log: silent },
  )
  onTestFinished(async () => {
    await running.stop()
    dir.release()
  })
  const { hostname: host, port } = new URL(running.mqttUrl)
  const first = connect({ host, port: Number(port) })
  onTestFinished(() => void first.destroy())
  await once(first, 'connect')
  const second = connect({ host, port: Number(port) })
  second.on('error', () => {})
  second.resume()
  await once(second, 'close')
  expect(first.destroyed).toBe(false)
  const metrics = await (await fetch(`${running.httpUrl}/metrics`)).text()
  expect(metrics).toMatch(/^koppel_inbox_limit_bytes 67108864$/m)
})
