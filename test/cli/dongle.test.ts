import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createDongle, type Dongle } from '../../firmware-sim/dongle/dongle.ts'
import { memoryNvm } from '../../firmware-sim/nvm/nvm.ts'
import { ptyPort } from '../../firmware-sim/pty-port.ts'
import type { CliWorld } from '../../src/cli/cli-world.ts'
import { runKoppel } from '../../src/cli/koppel.ts'
import { unlockCode } from '../../src/licences/unlock-code.ts'
import { dongleCommands } from '../../src/main/dongle-commands.ts'
import type { Binding } from '../../src/serial/port/binding.ts'
import { systemBinding } from '../../src/serial/port/binding.ts'
import { openPort } from '../../src/serial/port/open.ts'
import { memoryPorts } from '../../src/serial/testing/memory-ports.ts'
import { systemClock } from '../../src/std/clock.ts'
import { silent } from '../../src/std/log.ts'
import { settle } from '../../src/std/manual-clock.ts'
import { systemRandom } from '../../src/std/random.ts'
import { temporaryDirectory } from '../setup/temporary-directory.ts'
import { koppel } from './run-koppel.ts'

const KEY = new Uint8Array(32).fill(0x5a)
const IDENTITY = { caratId: 'FC00012A', key: Buffer.from(KEY).toString('base64url'), keyVersion: 3 }
const world = { clock: systemClock(), random: systemRandom(), log: silent }
const directory = temporaryDirectory()
afterAll(() => rmSync(directory, { recursive: true }))

let dongle: Dongle
let path: string
let count = 0
beforeEach(async () => {
  const port = ptyPort(join(directory, `dongle-${++count}`), world)
  dongle = createDongle({ identity: IDENTITY, nvm: memoryNvm(), world, port })
  await dongle.plug()
  path = port.path
  return () => dongle.stop()
})

type Ran = { exit: number; out: string; err: string }
type Surroundings = { lang?: string; stop?: AbortSignal; ports?: Binding }

/** The command line in this process, on the ports of this machine or others. */
async function run(argv: string[], { lang = 'en', stop, ports }: Surroundings = {}): Promise<Ran> {
  const said = { out: '', err: '' }
  const never = (): never => {
    throw new Error('not needed')
  }
  const cliWorld: CliWorld = {
    ...{ env: { LANG: lang }, clock: world.clock, random: world.random, fetch: never, stdin: never, pipe: never },
    ...{ askHidden: never, readFile: never, save: never, version: '0', stop: stop ?? new AbortController().signal },
    textsDir: join(import.meta.dirname, '../../texts'),
    out: (text) => {
      said.out += text
    },
    err: (text) => {
      said.err += text
    },
  }
  const exit = await runKoppel(['dongle', ...argv], cliWorld, [
    dongleCommands(ports === undefined ? undefined : async () => ports),
  ])
  return { exit, ...said }
}
const at = (...argv: string[]): string[] => [...argv, '--port', path]
const codeFor = (points: number, counter = 1): string =>
  unlockCode(KEY, dongle.state().licenceNumber, { kind: 'points', points }, counter)
const json = async (argv: string[]): Promise<unknown> => JSON.parse((await run([...argv, '--json'])).out)

describe('user information', () => {
  test('is entered, and the new licence number told', async () => {
    const { exit, out } = await run(at('user', 'Musterfrau,', 'Wien'))
    const { licenceNumber } = dongle.state()
    expect([exit, out]).toEqual([0, `Entered. The licence number is now ${licenceNumber}.\n`])
    expect(licenceNumber).toMatch(/^FC00012A(?!0{8})/)
    await dongle.enterUserInformation('')
    await run(at('user', 'Musterfrau, Wien'))
    expect(dongle.state().licenceNumber).toBe(licenceNumber)
  })

  test('is cleared only when that is said', async () => {
    await dongle.enterUserInformation('A')
    expect(await run(at('user'))).toMatchObject({ exit: 2, err: expect.stringContaining('--clear') })
    expect(await run(at('user', 'B', '--clear'))).toMatchObject({ exit: 2 })
    expect(dongle.state().licenceNumber).not.toContain('00000000')
    expect(await json(at('user', '--clear'))).toEqual({ licenceNumber: 'FC00012A00000000', userInformation: false })
    expect(dongle.state().licenceNumber).toBe('FC00012A00000000')
  })

  test('of more than 200 bytes is refused before anything is sent', async () => {
    const { exit, err } = await run(at('user', 'ü'.repeat(101)), { lang: 'de_AT.UTF-8' })
    expect([exit, err]).toEqual([2, expect.stringContaining('höchstens 200 Bytes in UTF-8, und diese hat 202.')])
    expect(dongle.state().session).toBe(0)
  })
})

describe('an unlock code', () => {
  test.each([
    ['as it is printed', (code: string) => [code.replace(/(.{4})(?=.)/g, '$1-')]],
    ['in small letters without dashes', (code: string) => [code.toLowerCase()]],
    ['with spaces', (code: string) => code.match(/.{4}/g) ?? []],
  ])('is taken %s', async (_, write) => {
    await dongle.enterUserInformation('A')
    const { exit, out } = await run(at('unlock', ...write(codeFor(31))))
    expect([exit, out]).toEqual([0, `Unlocked. Licence number ${dongle.state().licenceNumber} now holds 31P.\n`])
    expect(dongle.state().points).toBe(31)
  })

  test('that gives nothing new says so', async () => {
    await dongle.enterUserInformation('A')
    await run(at('unlock', codeFor(31)))
    expect(await json(at('unlock', codeFor(31)))).toEqual({
      outcome: 'held-already',
      licenceNumber: dongle.state().licenceNumber,
      held: { points: 31, e: false },
    })
  })

  test.each(['12', '3546-7F7E-DB74-3B6G', '3546-7F7E-DB74-3B66-0'])(
    'is not %s, and the dongle never sees it',
    async (code) => {
      const { exit, err } = await run(at('unlock', code), { lang: 'sv' })
      expect([exit, err]).toEqual([2, expect.stringContaining('En upplåsningskod har 16 tecken')])
      expect(dongle.state().session).toBe(0)
    },
  )

  test('that is wrong is refused in the words of the person, and locks the dongle at the third', async () => {
    await dongle.enterUserInformation('A')
    const wrong = at('unlock', '0500010000000000')
    const first = await run(wrong, { lang: 'de' })
    expect([first.exit, first.out]).toEqual([1, ''])
    expect(first.err).toMatch(/^Der Dongle nimmt diesen Code nicht an\..*Nach drei falschen Codes in Folge sperrt/)
    await run(wrong)
    expect(await json(wrong)).toMatchObject({ code: 'wrong-code', failures: 3, seconds: 60 })
    const right = await run(at('unlock', codeFor(5)))
    expect(right).toMatchObject({ exit: 1, err: expect.stringMatching(/try again in 60 seconds/i) })
    expect(await json(at('unlock', codeFor(5)))).toMatchObject({ code: 'locked-out' })
  })

  test('without user information, and an older one after a newer, are refused with what to do', async () => {
    expect(await json(at('unlock', '0500010000000000'))).toMatchObject({ code: 'no-user-information' })
    await dongle.enterUserInformation('A')
    await run(at('unlock', codeFor(5, 7)))
    expect(await run(at('unlock', codeFor(9, 2)))).toMatchObject({
      exit: 1,
      err: expect.stringContaining('already taken a newer code'),
    })
  })
})

describe('info', () => {
  test('tells everything that the dongle says of itself', async () => {
    await dongle.enterUserInformation('A')
    await run(at('unlock', codeFor(31)))
    const { licenceNumber } = dongle.state()
    const { exit, out } = await run(at('info'))
    expect(exit).toBe(0)
    expect(out).toMatch(/^Carat-ID {8}FC00012A$/m)
    expect(out).toMatch(new RegExp(`^Licence number {2}${licenceNumber}$`, 'm'))
    expect(out).toMatch(/^Licences {8}31P$/m)
    expect(out).toMatch(/^Counters {8}points 1, E 0, commands 0$/m)
    expect(out).toMatch(/^Lock-out {8}none$/m)
    expect(out).toMatch(/^Self-test {7}no fault$/m)
    expect(out).toMatch(/^Firmware {8}.+, key version 3$/m)
    expect(await json(at('info'))).toMatchObject({
      ...{ caratId: 'FC00012A', licenceNumber, userInformation: true, keyVersion: 3, faults: [] },
      ...{ held: { points: 31, e: false, counters: { points: 1, e: 0 } }, failures: 0, lockOutSeconds: 0 },
      ...{ commandCounter: 0, boot: 1, version: 1 },
    })
  })

  test('says that no user information is entered', async () => {
    expect((await run(at('info'), { lang: 'de' })).out).toMatch(/FC00012A00000000 \(keine Benutzer-Information/)
  })

  test('of a broken dongle tells what is broken', async () => {
    dongle.damage('key', true)
    await dongle.unplug()
    await dongle.plug()
    expect(await run(at('info'))).toMatchObject({ exit: 1, err: expect.stringContaining('the key is missing') })
    expect(await json(at('info'))).toMatchObject({ code: 'memory-fault', faults: ['key'] })
  })
})

describe('a port that cannot be used', () => {
  test('is held by another program', async () => {
    const line = await openPort(await systemBinding(), { kind: 'path', path }, world.clock)
    expect(await run(at('info'))).toMatchObject({
      exit: 3,
      out: '',
      err: expect.stringContaining('Another program has'),
    })
    await line.close()
    expect((await run(at('info'))).exit).toBe(0)
  })

  test('is not there, has no dongle, or has no such name', async () => {
    expect(await json(['info', '--port', '/dev/none'])).toMatchObject({ code: 'port-absent', port: '/dev/none' })
    dongle.answerLate(60_000)
    expect(await run(at('info'))).toMatchObject({ exit: 3, err: expect.stringContaining('answers as a dongle does') })
    expect(await run(['info', '--port', 'usb:1a86'])).toMatchObject({
      exit: 2,
      err: expect.stringContaining('usb:1a86'),
    })
    expect(await run(['info'])).toMatchObject({ exit: 2 })
  })

  test('is let go of at Ctrl-C', async () => {
    dongle.answerLate(60_000)
    const stop = new AbortController()
    const running = run(at('info'), { stop: stop.signal })
    while (dongle.state().session === 0) await settle()
    stop.abort()
    expect(await running).toMatchObject({ exit: 130 })
    await (await openPort(await systemBinding(), { kind: 'path', path }, world.clock)).close()
  })
})

describe('list', () => {
  const { binding: ports, plug } = memoryPorts()
  beforeAll(() => {
    plug({ path: '/dev/ttyS0' })
    plug({
      path: '/dev/ttyUSB1',
      vendorId: '1A86',
      productId: '7523',
      serialNumber: 'A1',
      manufacturer: 'Evil\u001b[2J',
    })
  })

  test('shows ports with the name that stays, those on USB first, and nothing that moves a terminal', async () => {
    const { exit, out } = await run(['list'], { ports })
    expect(exit).toBe(0)
    expect(out.split('\n').slice(1, 3)).toEqual(['/dev/ttyUSB1  usb:1a86:7523:A1  Evil?[2J', '/dev/ttyS0'])
  })

  test('for a script', async () => {
    const { out } = await run(['list', '--json'], { ports })
    expect(JSON.parse(out).ports[0]).toMatchObject({
      path: '/dev/ttyUSB1',
      name: 'usb:1a86:7523:A1',
      serialNumber: 'A1',
    })
  })

  test('of nothing says how a dongle shows', async () => {
    expect(await run(['list'], { ports: memoryPorts().binding })).toMatchObject({
      exit: 0,
      out: expect.stringContaining('no serial port'),
    })
  })
})

test('the real program needs no server for it', async () => {
  const { code, out, err } = await koppel(['dongle', 'info', '--port', path, '--json'])
  expect([code, err]).toEqual([0, ''])
  expect(JSON.parse(out)).toMatchObject({ caratId: 'FC00012A' })
})
