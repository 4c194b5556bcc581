import { rmSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { systemClock } from '../src/std/clock.ts'
import { luhnDigit } from '../src/std/luhn.ts'
import { findPython } from '../test/setup/python.ts'
import { temporaryDirectory } from '../test/setup/temporary-directory.ts'
import { askFirmware } from './ask-firmware.ts'
import { judgeCommand } from './judge-command.ts'
import { type Backend, startBackend } from './python/backend.ts'
import { EXAMPLES, type ExampleCollar, makeExampleCollar, type RunningCollar } from './python/example-collar.ts'
import { readVectors } from './vectors.ts'

/** A collar that was written in another language, from docs/protocol/collar.md alone, before the real backend. */
const INSTALL_MS_MAX = 600_000
const END = '2027-03-01T10:00:00Z'
const YEAR_LATER = '2028-03-01T10:00:00Z'
/** An instant of the protocol as people and interfaces see it: always with milliseconds. */
const shown = (instant: string): string => instant.replace('Z', '.000Z')

type Redemption = {
  id: string
  state: string
  effect: { before?: object; after?: object }
  history: { state: string }[]
}

const folder = temporaryDirectory()
let python: string
let backend: Backend
const switchedOn: RunningCollar[] = []

beforeAll(async () => {
  python = findPython()
  backend = await startBackend(folder)
}, INSTALL_MS_MAX)
afterEach(async () => {
  for (const collar of switchedOn.splice(0)) await collar.kill()
})
afterAll(async () => {
  await backend?.stop()
  rmSync(folder, { recursive: true, force: true })
})

let made = 0
/** A collar that has left production: the backend knows it, and it knows the backend's keys. */
async function produced(): Promise<{ collar: ExampleCollar; deviceId: string }> {
  const number = String(++made)
  const imei = `0010123400${number.padStart(4, '0')}`
  const iccid = `894699000123400${number.padStart(4, '0')}`
  const collar = makeExampleCollar(python, {
    folder,
    imei: imei + luhnDigit(imei),
    iccid: iccid + luhnDigit(iccid),
    mqttUrl: backend.mqttUrl,
  })
  const answer = await backend.post<{ items: { deviceId: string }[] }>('/api/v1/stock/devices', collar.registration)
  collar.trust(answer)
  return { collar, deviceId: answer.items[0]?.deviceId ?? '' }
}

function switchOn(collar: ExampleCollar, ...flags: string[]): RunningCollar {
  const on = collar.run(...flags)
  switchedOn.push(on)
  return on
}

/** Somebody enters a code of one year for Tele2. */
async function enterYear(deviceId: string): Promise<string> {
  const product = { type: 'sim-extend', simKind: 'tele2', period: 'P1Y' }
  const batch = await backend.post<{ id: string }>('/api/v1/batches', { family: 'sim-activation', product, count: 1 })
  await backend.get(`/api/v1/batches/${batch.id}?wait=true`)
  const [, code] =
    (await backend.get<string>(`/api/v1/batches/${batch.id}/export.csv`)).split('\r\n')[1]?.split(',') ?? []
  const { id } = await backend.post<Redemption>(`/api/v1/devices/${deviceId}/redemptions`, { code })
  return id
}
const redemption = (id: string) => backend.get<Redemption>(`/api/v1/redemptions/${id}`)

test('it passes every command vector', async () => {
  const vectors = readVectors()
  const answers = await askFirmware(vectors, [python, '-B', join(EXAMPLES, 'answer_vectors.py')], systemClock())
  const faults = vectors.commands.map((vector, at) => {
    const answer = answers[at]
    return [vector.name, answer ? judgeCommand(vectors.cast, vector, answer) : ['no answer']]
  })
  expect(faults.length).toBeGreaterThan(20)
  expect(faults).toEqual(vectors.commands.map(({ name }) => [name, []]))
})

test('a command of which any one byte is another is rejected and changes nothing', async () => {
  const vectors = readVectors()
  const good = vectors.commands.filter(({ expect: { kind }, first }) => kind === 'handled' && first.length === 0)
  const spoiled = fc
    .tuple(fc.constantFrom(...good), fc.nat(), fc.integer({ min: 1, max: 255 }))
    .map(([vector, place, turn]) => {
      const bytes = Buffer.from(vector.payload, 'hex')
      const at = place % bytes.length
      bytes[at] = (bytes[at] ?? 0) ^ turn
      return { ...vector, payload: bytes.toString('hex') }
    })
  const commands = fc.sample(spoiled, { seed: 20_261, numRuns: 400 })
  const answers = await askFirmware(
    { ...vectors, commands },
    [python, '-B', join(EXAMPLES, 'answer_vectors.py')],
    systemClock(),
  )
  const wrong = commands.filter((_, at) => {
    const answer = answers[at]
    const [said] = answer?.answers ?? []
    return !said || !('event' in said) || answer?.highestCounter !== 0
  })
  expect(wrong.map(({ name, payload }) => `${name}: ${payload}`)).toEqual([])
})

test('it connects and reports, and a code entered at the backend arrives on its SIM', async () => {
  const { collar, deviceId } = await produced()
  const on = switchOn(collar)
  await on.says('told report')
  const id = await enterYear(deviceId)
  await on.says('settled 1')
  expect(await redemption(id)).toMatchObject({
    state: 'applied',
    effect: { before: { validUntil: shown(END) }, after: { validUntil: shown(YEAR_LATER) } },
  })
  expect(collar.memory()).toMatchObject({ highest: 1, sim: { until: YEAR_LATER } })
  const device = await backend.get<object>(`/api/v1/devices/${deviceId}`)
  expect(device).toMatchObject({ online: true, sim: { validUntil: shown(YEAR_LATER) } })
})

test('its power goes between memory and answer: the code counts once, and the stored result settles it', async () => {
  const { collar, deviceId } = await produced()
  const id = await enterYear(deviceId)
  const first = switchOn(collar, '--die-after-persist')
  expect(await first.ended).toEqual({ signal: 'SIGKILL' })
  expect(first.lines).toContain('power-cut')
  expect((await redemption(id)).state).toBe('sent')
  expect(collar.memory()).toMatchObject({ boot: 1, highest: 1, sim: { until: YEAR_LATER } })
  await switchOn(collar).says('settled 1')
  expect(await redemption(id)).toMatchObject({ state: 'applied', effect: { after: { validUntil: shown(YEAR_LATER) } } })
  expect(collar.memory()).toMatchObject({ boot: 2, highest: 1, sim: { until: YEAR_LATER } })
})

test('a command signed by nobody it trusts changes nothing, and takes effect when the right key is in it', async () => {
  const { collar, deviceId } = await produced()
  const { keys } = collar.memory()
  const [stranger] = readVectors().cast.backend
  collar.spoil({ keys: Object.fromEntries(Object.keys(keys).map((id) => [id, stranger?.publicKey ?? ''])) })
  const id = await enterYear(deviceId)
  const doubting = switchOn(collar)
  await doubting.says('rejected bad-signature')
  await doubting.says('told command-rejected')
  await doubting.kill()
  expect((await redemption(id)).state).toBe('sent')
  expect(collar.memory()).toMatchObject({ highest: 0, sim: { until: END } })
  collar.spoil({ keys })
  await switchOn(collar).says('settled 1')
  expect(await redemption(id)).toMatchObject({ state: 'applied', effect: { after: { validUntil: shown(YEAR_LATER) } } })
})

test('with another secret it is refused by return code 4', async () => {
  const { collar } = await produced()
  collar.spoil({ secret: Buffer.alloc(32, 1).toString('base64url') })
  const on = switchOn(collar)
  await on.says('refused-connection 4')
  expect(on.lines).not.toContain('online')
})
