import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { systemClock } from '../../src/std/clock.ts'
import { silent } from '../../src/std/log.ts'
import { simCommand } from '../cli.ts'
import { keyFromMaster, masterOf } from '../dongle/identity.ts'
import { heard } from '../testing/heard.ts'
import { unlockCode } from '../testing/unlock-code.ts'

let directory = ''
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'koppel-sim-dongles-'))
})
afterAll(() => rmSync(directory, { recursive: true }))

/** `koppel sim --dongles` in a folder, in this process. */
function start(folder: string, ...argv: string[]) {
  const [out, err, input, stop] = [heard(), heard(), new PassThrough(), new AbortController()]
  const dir = join(directory, folder)
  const io = { out: out.write, err: err.write, input, stop: stop.signal }
  const done = simCommand(['--dongles', ...argv, '--dir', dir], io, { clock: systemClock(), log: silent })
  return { dir, out, err, input, done, stop: () => stop.abort() }
}

async function refused(...argv: string[]): Promise<{ code: number; err: string; out: string }> {
  const sim = start('refused', ...argv)
  const code = await sim.done
  return { code, err: await sim.err.says(''), out: await sim.out.says('') }
}

describe('koppel sim --dongles', () => {
  it('explains itself', async () => {
    const { code, out } = await refused('--help')
    expect(code).toBe(0)
    for (const word of ['--dir', '--identities', '!unplug', 'Examples']) expect(out).toContain(word)
  })

  it('tells Carat-ID, licence number and port of each, and the master; the ports are gone when it ends', async () => {
    const sim = start('told', '2', '--seed', '7', '--user-information', 'Anna', '--user-information', '')
    const told = await sim.out.says('master')
    const ports = [1, 2].map((at) => join(sim.dir, `dongle-${at}`))
    expect(told).toMatch(new RegExp(`^FC001B58 {2}FC001B58[0-9A-F]{8} {2}${ports[0]}\n`))
    expect(told).toContain(`FC001B59  FC001B5900000000  ${ports[1]}\n`)
    expect(told).toContain(Buffer.from(masterOf(7)).toString('hex'))
    expect(ports.map((port) => existsSync(port))).toEqual([true, true])
    sim.stop()
    expect(await sim.done).toBe(0)
    expect(ports.map((port) => existsSync(port))).toEqual([false, false])
  })

  it('tells them as JSON, with their keys', async () => {
    const sim = start('json', '--json')
    const lines = (await sim.out.says(/dongle-2.*\n/)).trim().split('\n')
    sim.stop()
    await sim.done
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([
      { caratId: 'FC0003E8', keyVersion: 1, key: keyFromMaster(masterOf(1), 'FC0003E8') },
      { caratId: 'FC0003E9', path: join(sim.dir, 'dongle-2') },
    ])
  })

  it('runs the dongles that a backend has registered, in whichever of its forms, with the keys that it told', async () => {
    const told = ['00C0FFEE', '00C0FFED'].map((caratId) => ({
      ...{
        caratId,
        outcome: 'registered',
        deviceId: 'x',
        keyVersion: 2,
        key: Buffer.alloc(32, 9).toString('base64url'),
      },
    }))
    const forms = [told.map((one) => JSON.stringify(one)).join('\n'), JSON.stringify({ items: told, commandKeys: [] })]
    for (const [at, form] of forms.entries()) {
      const file = join(directory, `registered-${at}.json`)
      writeFileSync(file, form)
      const sim = start(`registered-${at}`, '--identities', file)
      const lines = await sim.out.says('00C0FFED')
      expect(lines).not.toContain('master')
      const number = /00C0FFEE[0-9A-F]{8}/.exec(lines)?.[0] ?? ''
      sim.input.write('!code 1 31P 4\n')
      const code = Buffer.from(unlockCode(Buffer.alloc(32, 9), number, 31, 4))
        .toString('hex')
        .toUpperCase()
      await sim.out.says(`${code.match(/.{4}/g)?.join('-')}\n`)
      sim.stop()
      expect(await sim.done).toBe(0)
    }
  })

  it('writes what a backend is told of them, for its owner alone', async () => {
    const path = join(directory, 'deep', 'registrations.json')
    const sim = start('registrations', '2', '--write-registrations', path)
    await sim.out.says('master')
    sim.stop()
    await sim.done
    expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual({
      dongles: [
        { caratId: 'FC0003E8', name: 'Simulated dongle 1' },
        { caratId: 'FC0003E9', name: 'Simulated dongle 2' },
      ],
    })
    expect(statSync(path).mode & 0o777).toBe(0o600)
  })

  it('obeys the levers that are typed', async () => {
    const sim = start('levers', '1')
    await sim.out.says('master')
    const state = async (pattern: RegExp, ...lines: string[]): Promise<void> => {
      for (const line of [...lines, '!state 1']) sim.input.write(`${line}\n`)
      await sim.out.says(pattern)
    }
    await state(/"licenceNumber":"FC0003E800000000"/, '!user 1')
    await state(/"armed":"mid-answer"/, '!cut 1 mid-answer')
    await state(/"power":"off"/, '!power 1 off')
    sim.input.write('!unplug 1\n!late 1 20\n!damage 1 key\n!mend 1 key\n')
    await state(/"plugged":false/)
    sim.input.write('!plug 1\n')
    await state(/"plugged":true.*"boot":2/)
    const wrong: [string, string][] = [
      ['hello', 'not "!LEVER NUMBER ..."'],
      ['!unplug 2', 'NUMBER 1 to 1'],
      ['!cut 1 sometimes', 'must be one of before-persist, after-persist, mid-answer'],
      ['!late 1 soon', 'must be 0 to 60000'],
      ['!code 1 many', 'not "TYPE COUNTER"'],
      ['!code 1 300P 1', 'an operation is one byte'],
      ['!jump 1', 'no lever: "!jump"'],
      [`!user 1 ${'x'.repeat(201)}`, 'at most 200 bytes'],
    ]
    for (const [line, why] of wrong) {
      sim.input.write(`${line}\n`)
      await sim.err.says(why)
    }
    sim.stop()
    expect(await sim.done).toBe(0)
  })

  it.each([
    [['0'], 'It must be a whole number from 1 to 100.'],
    [['--fault', 'explode=1'], 'not a fault: "explode=1"'],
    [['--seed', 'x'], 'It must be a whole number'],
    [['1', 'surplus'], 'too many arguments'],
  ])('%j is a wrong command line', async (argv, why) => {
    expect(await refused(...argv)).toMatchObject({ code: 64, err: expect.stringContaining(why) })
  })

  it.each([
    ['{', 'is neither JSON nor one JSON object a line'],
    ['[]', 'must hold 1 to 1000 dongles'],
    ['[5]', 'dongle 1: is not an object'],
    ['[{"caratId":"00000000","key":"x","keyVersion":0}]', 'dongle 1: key: must be 32 bytes'],
  ])('refuses a file of %s', async (content, why) => {
    const file = join(directory, 'wrong.json')
    writeFileSync(file, content)
    const { code, err } = await refused('--identities', file)
    expect([code, err]).toEqual([66, expect.stringContaining(why)])
  })

  it('says which file is not there', async () => {
    const { code, err } = await refused('--identities', join(directory, 'nowhere.json'))
    expect([code, err]).toEqual([66, expect.stringContaining('nowhere.json')])
  })
})
