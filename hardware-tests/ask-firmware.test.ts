import { expect, test } from 'vitest'
import { manualClock, settle } from '../src/std/manual-clock.ts'
import { ANSWER_MS_MAX, askFirmware } from './ask-firmware.ts'
import { readVectors } from './vectors.ts'

const vectors = readVectors()
const node = (script: string): string[] => [process.execPath, '-e', script]

test('a program gets the cast, the SIM and the commands of each case, and its answers come back in order', async () => {
  const echo = `require('node:readline').createInterface(process.stdin).on('line', (line) => {
    const { collar, keys, sim, clock, payloads } = JSON.parse(line)
    const reason = [collar.imei, keys.length, sim.kind, clock, payloads.at(-1)].join(' ')
    console.log(JSON.stringify({ answers: [{ event: 'command-rejected', reason }], highestCounter: payloads.length }))
  })`
  const answers = await askFirmware(vectors, node(echo), manualClock())
  const { collar, backend, clock } = vectors.cast
  expect(answers).toEqual(
    vectors.commands.map(({ simKind, first, payload }) => ({
      answers: [
        { event: 'command-rejected', reason: `${collar.imei} ${backend.length} ${simKind} ${clock} ${payload}` },
      ],
      highestCounter: first.length + 1,
    })),
  )
})

test('what is no answer counts as none: a program that ends at once, or says something else', async () => {
  const none = vectors.commands.map(() => null)
  expect(await askFirmware(vectors, node(''), manualClock())).toEqual(none)
  const nonsense = `for (const said of ['hello', 'null', '[]', '{"answers":1}', '{"answers":[7]}']) console.log(said)`
  expect(await askFirmware(vectors, node(nonsense), manualClock())).toEqual(none)
})

test('a program that cannot be started, talks without end or never ends is given up', async () => {
  await expect(askFirmware(vectors, ['koppel-no-such-program'], manualClock())).rejects.toThrow('ENOENT')
  const chatter = `const say = () => process.stdout.write('x'.repeat(65536), say); say()`
  await expect(askFirmware(vectors, node(chatter), manualClock())).rejects.toThrow('says more than')
  const clock = manualClock()
  const asked = askFirmware(
    vectors,
    node(
      'process.stdin.pause(); process.on("SIGTERM", () => {}); require("node:net").createServer().listen(0, "127.0.0.1")',
    ),
    clock,
  )
  const refused = expect(asked).rejects.toThrow('has not answered within')
  await settle()
  await clock.advance(ANSWER_MS_MAX)
  await refused
})
