import { expect, test } from 'vitest'
import { koppel } from '../cli/run-koppel.ts'
import { dataDir, demoFile, startProgram } from './program.ts'

test('a telephone of the demo fetches what is released, orders more, and is answered by the modem; killed and started again it is answered still', async () => {
  const dir = await dataDir()
  const program = await startProgram('demo', { dir })
  const { serverNumber, registeredNumber } = demoFile(dir).sms
  expect(serverNumber).toBe('+436649477338')
  const say = async (text: string, from = registeredNumber): Promise<string> => {
    const { out, err, code } = await koppel(['sms', 'say', '--from', from, text], { env: { KOPPEL_DATA_DIR: dir } })
    expect(code, err).toBe(0)
    return out
  }
  const fetched = await say('cl.31P.1234567890ABCDEF')
  expect(fetched).toMatch(/^OK: Ihr Freischalt-Code lautet "(?:[0-9A-F]{4}-){3}[0-9A-F]{4}"\n$/)
  expect(await say('Ich bestelle verbindlich 40P.1234567890ABCDEF')).toMatch(/^OK: Ihre Bestellnummer lautet "[^"]+"/)
  expect(await say('cl.31P.1234567890ABCDEF', '+436609999999')).toMatch(/^Ihre Rufnummer ist nicht/)
  await program.stop('SIGKILL')
  await startProgram('demo', { dir })
  expect(await say('cl.31.1234567890ABCDEF')).toBe(fetched)
}, 120_000)

test('a demo with another way to the network has no telephones, and says so', async () => {
  const dir = await dataDir()
  await startProgram('demo', { dir, env: { KOPPEL_SMS_TRANSPORT: 'modem', KOPPEL_SMS_MODEM: `${dir}/absent` } })
  expect(demoFile(dir).sms.serverNumber).toBeNull()
  const { code, err } = await koppel(['sms', 'say', '--from', '+436601234567', 'cl.5P'], {
    env: { KOPPEL_DATA_DIR: dir },
  })
  expect(code).not.toBe(0)
  expect(err).toMatch(/telephone/)
}, 60_000)
