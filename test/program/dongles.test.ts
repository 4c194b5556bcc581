import { expect, test } from 'vitest'
import type { DongleLicencesBody } from '../../src/http/dongle-schemas.ts'
import type { SimulatedDongleBody } from '../../src/http/dongle-simulator.ts'
import { koppel } from '../cli/run-koppel.ts'
import { signInOwner } from './client.ts'
import { dataDir, demoFile, startProgram } from './program.ts'

/** A bridge asks its dongle every five seconds, and a machine that is busy takes some more. */
const SOON = { timeout: 30_000, interval: 200 }

test('an unlock that is ordered by telephone arrives on the dongle of the demo by itself; killed and started again the dongle holds it still, and takes the next', {
  timeout: 150_000,
}, async () => {
  const dir = await dataDir()
  const program = await startProgram('demo', { dir })
  const { devices, sms } = demoFile(dir)
  const dongles = devices.filter(({ kind }) => kind === 'dongle')
  expect(dongles.map(({ serialPath }) => serialPath)).toEqual([`${dir}/dongles/dongle-1`, `${dir}/dongles/dongle-2`])
  const { id = '', caratId, licenceNumber = '' } = dongles[0] ?? {}
  expect(licenceNumber.slice(0, 8)).toBe(caratId)

  const run = async (...argv: string[]): Promise<string> => {
    const { out, err, code } = await koppel(argv, { env: { KOPPEL_DATA_DIR: dir } })
    expect(code, err).toBe(0)
    return out
  }
  const say = (text: string): Promise<string> => run('sms', 'say', '--from', sms.registeredNumber, text)
  const owner = async () => {
    const client = await signInOwner(demoFile(dir))
    return {
      simulated: async () =>
        (await client.ask<{ items: SimulatedDongleBody[] }>('GET', '/api/v1/simulator/dongles')).body,
      licences: async () => (await client.ask<DongleLicencesBody>('GET', `/api/v1/devices/${id}/licences`)).body,
      online: async () => (await client.devices()).filter(({ kind, online }) => kind === 'dongle' && online).length,
      unplug: () =>
        client.ask('POST', `/api/v1/simulator/dongles/${caratId}`, {
          body: { plugged: false, powerCut: 'after-persist' },
        }),
      plug: () => client.ask('POST', `/api/v1/simulator/dongles/${caratId}`, { body: { plugged: true } }),
    }
  }

  const first = await owner()
  await expect.poll(first.online, SOON).toBe(2)
  expect(await say(`Ich bestelle verbindlich 5P.${licenceNumber}`)).toMatch(/^OK: Ihre Bestellnummer lautet "[^"]+"/)
  expect(await say(`cl.5P.${licenceNumber}`)).toMatch(
    /^OK: Ihr Freischalt-Code lautet "(?:[0-9A-F]{4}-){3}[0-9A-F]{4}"\n$/,
  )
  await expect.poll(async () => (await first.licences()).items[0]?.held, SOON).toMatchObject({ points: 5 })
  expect((await first.simulated()).items[0]).toMatchObject({ caratId, plugged: true, points: 5, failures: 0 })
  const info = JSON.parse(await run('dongle', 'info', '--port', dongles[0]?.serialPath ?? '', '--json'))
  expect(info).toMatchObject({ licenceNumber, held: { points: 5, e: false }, faults: [] })

  await program.stop('SIGKILL')
  await startProgram('demo', { dir })
  expect(demoFile(dir).devices).toEqual(devices)
  const second = await owner()
  expect((await second.simulated()).items[0]).toMatchObject({ caratId, points: 5 })
  await second.unplug()
  await expect.poll(second.online, SOON).toBe(1)
  await say(`Ich bestelle verbindlich E.${licenceNumber}`)
  expect((await second.licences()).items[0]).toMatchObject({ held: { points: 5, e: false } })
  await second.plug()
  await expect.poll(async () => (await second.licences()).items[0]?.held, SOON).toMatchObject({ points: 5, e: true })
  expect((await second.simulated()).items[0]).toMatchObject({ points: 5, e: true, armed: null })
})
