import { once } from 'node:events'
import { existsSync, statSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { signInOwner } from './client.ts'
import { dataDir, demoCollars, demoFile, launch, startProgram } from './program.ts'

const EXIT_UNAVAILABLE = 69
const EXIT_CONFIG = 78

test('the demo writes what a script needs to use it, for its owner alone to read', async () => {
  const { dir, run } = await startProgram('demo', { dir: await dataDir() })
  for (const secret of ['demo.json', 'run.json', 'secret', 'demo-plan.json']) {
    expect([secret, (statSync(join(dir, secret)).mode & 0o777).toString(8)]).toEqual([secret, '600'])
  }
  const demo = demoFile(dir)
  expect(demo).toMatchObject({ consoleUrl: run.url, apiUrl: `${run.url}/api/v1`, mqttUrl: run.mqttUrl })
  expect(demo.logins.map(({ role }) => role)).toEqual(['owner', 'reseller', 'support', 'admin'])
  expect(new Set(demo.logins.map(({ password }) => password)).size).toBe(4)
  expect(
    demoCollars(demo)
      .map(({ simKind }) => simKind)
      .sort(),
  ).toEqual(['tele2', 'tele2', 'telia-iot', 'telia-iot', 'travel-sim', 'travel-sim'])
  for (const kind of ['travel-sim', 'tele2', 'telia-iot']) {
    expect(demo.codes.filter(({ simKind }) => simKind === kind).length).toBeGreaterThanOrEqual(2)
  }
  const owner = await signInOwner(demo)
  expect((await owner.devices()).map(({ id }) => id).sort()).toEqual(demo.devices.map(({ id }) => id).sort())
})

test('the demo is ready: it answers, all its collars come online and report where they are', async () => {
  const { dir, run } = await startProgram('demo', { dir: await dataDir() })
  expect((await fetch(`${run.url}/healthz`)).status).toBe(200)
  expect((await fetch(`${run.url}/readyz`)).status).toBe(200)
  const owner = await signInOwner(demoFile(dir))
  const present = async () => (await owner.devices()).filter(({ online, position }) => online && position).length
  await expect.poll(present, { timeout: 20_000 }).toBe(6)
})

test.each(['SIGTERM', 'SIGINT'] as const)('%s stops the demo cleanly', async (signal) => {
  const program = await startProgram('demo', { dir: await dataDir() })
  expect(await program.stop(signal)).toEqual({ code: 0, signal: null })
  expect(existsSync(join(program.dir, 'run.json'))).toBe(false)
  expect(program.err()).toBe('')
})

test('a demo that is started again has the same devices and logins, and the codes that were not used', async () => {
  const dir = await dataDir()
  const first = await startProgram('demo', { dir })
  const before = demoFile(dir)
  const { id, simKind } = demoCollars(before).find((device) => device.simKind === 'telia-iot')!
  const used = before.codes.find((code) => code.simKind === simKind)!
  const owner = await signInOwner(before)
  const accepted = await owner.redeem(id, used.code, 'first-life')
  await owner.follow(accepted.body.id, 'applied')
  const { sim } = await owner.device(id)
  await first.stop()

  await startProgram('demo', { dir })
  const after = demoFile(dir)
  expect(after.devices).toEqual(before.devices)
  expect(after.logins).toEqual(before.logins)
  const codes = after.codes.map(({ code }) => code)
  expect(codes).not.toContain(used.code)
  expect(codes).toEqual(expect.arrayContaining(before.codes.filter((code) => code !== used).map(({ code }) => code)))
  const again = await signInOwner(after)
  expect((await again.device(id)).sim).toMatchObject({ iccid: sim?.iccid, validUntil: sim?.validUntil })
  expect((await again.redeem(id, used.code, 'second-life')).body).toMatchObject({ code: 'already-used-by-you' })
})

test('a second start on the same directory is refused and does not disturb the first', async () => {
  const first = await startProgram('demo', { dir: await dataDir() })
  const second = launch('demo', { dir: first.dir })
  expect(await second.ended).toEqual({ code: EXIT_UNAVAILABLE, signal: null })
  expect(second.err()).toContain(`in use by another Koppel (process ${first.child.pid})`)
  expect(second.err()).toContain('KOPPEL_DATA_DIR')
  expect(second.out()).toBe('')
  expect(existsSync(join(first.dir, 'run.json'))).toBe(true)
  expect((await fetch(`${first.run.url}/readyz`)).status).toBe(200)
})

test('after SIGKILL the directory is free at once', async () => {
  const dir = await dataDir()
  const first = await startProgram('serve', { dir })
  await first.stop('SIGKILL')
  const second = await startProgram('serve', { dir })
  expect(second.run.pid).not.toBe(first.run.pid)
  expect((await fetch(`${second.run.url}/readyz`)).status).toBe(200)
})

test.each(['KOPPEL_HTTP_PORT', 'KOPPEL_MQTT_PORT'])('a taken %s is told, with what to do', async (name) => {
  const other = createServer().listen(0, '127.0.0.1')
  onTestFinished(() => void other.close())
  await once(other, 'listening')
  const { port } = other.address() as AddressInfo
  const dir = await dataDir()
  const program = launch('serve', { dir, env: { [name]: String(port), KOPPEL_LOG_LEVEL: 'silent' } })
  expect(await program.ended).toEqual({ code: EXIT_UNAVAILABLE, signal: null })
  expect(program.err()).toContain(`127.0.0.1:${port} is in use by another program`)
  expect(program.err()).toContain(name)
  expect(existsSync(join(dir, 'run.json'))).toBe(false)
})

test('all faults of the configuration are told at once, and nothing is begun', async () => {
  const dir = join(await dataDir(), 'never-made')
  const env = {
    KOPPEL_HTTP_PORT: '80x',
    KOPPEL_LOG_LEVEL: 'loud',
    KOPPEL_SECRET: 'short-and-secret',
    KOPPEL_HTTP_PROT: '8080',
  }
  const program = launch('serve', { dir, env })
  expect(await program.ended).toEqual({ code: EXIT_CONFIG, signal: null })
  for (const name of Object.keys(env)) expect(program.err()).toContain(name)
  expect(program.err()).toContain('is KOPPEL_HTTP_PORT meant?')
  expect(program.err()).not.toContain('short-and-secret')
  expect(existsSync(dir)).toBe(false)
})
