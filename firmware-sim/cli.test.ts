import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { silent } from '../src/std/log.ts'
import { manualClock } from '../src/std/manual-clock.ts'
import { simCommand } from './cli.ts'
import { makeIdentities } from './identity.ts'

/** Nobody listens at the discard port; a collar that cannot connect goes on trying. */
const URL = 'mqtt://127.0.0.1:9'
let dir = ''
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'koppel-sim-'))
})
afterAll(() => rmSync(dir, { recursive: true }))

type Run = { code: number; out: string; err: string }

/** Runs until the command ends by itself, or until it has said how its collars are. */
async function run(argv: string[]): Promise<Run> {
  const [stop, clock, said] = [new AbortController(), manualClock(), { out: '', err: '' }]
  const say = (to: 'out' | 'err') => (text: string) => {
    said[to] += text
  }
  const done = simCommand(argv, { out: say('out'), err: say('err'), stop: stop.signal }, { clock, log: silent })
  let ended = false
  const end = done.finally(() => {
    ended = true
  })
  while (!ended && said.out === '') await clock.advance(1_000)
  stop.abort()
  return { code: await end, ...said }
}

describe('koppel sim', () => {
  it('explains itself', async () => {
    const { code, out } = await run(['--help'])
    expect(code).toBe(0)
    for (const option of ['--collars', '--seed', '--url', '--fault', '--dir', 'Examples']) expect(out).toContain(option)
  })

  const wrong: [string[], string][] = [
    [[], "required option '--url <address>' not specified"],
    [['--url', URL, '--collars', '0'], 'It must be a whole number from 1 to 100000.'],
    [['--url', URL, '--collars', '1e3'], 'It must be a whole number'],
    [['--url', URL, '--fault', 'explode=1'], 'not a fault: "explode=1"'],
    [['--url', URL, '--kind', 'esim'], 'It must be one of travel-sim, tele2, telia-iot.'],
    [['--url', URL, '--backend-key', 'k1=short'], 'not 32 bytes in base64url'],
    [['--url', URL, '--gaps', '10'], 'Write EVERY:LENGTH'],
    [['--url', 'http://example.org'], 'not an MQTT address'],
    [['--url', URL, '--frobnicate'], "unknown option '--frobnicate'"],
    [['--url', URL, 'surplus'], 'too many arguments'],
  ]
  it.each(wrong)('%j is a wrong command line', async (argv, why) => {
    const { code, err } = await run(argv)
    expect([code, err]).toEqual([64, expect.stringContaining(why)])
  })

  it('without an address writes what a backend needs to know, and ends', async () => {
    const file = join(dir, 'only.json')
    const { code, out } = await run(['--collars', '2', '--seed', '5', '--write-registrations', file])
    expect([code, out]).toEqual([0, ''])
    expect(JSON.parse(readFileSync(file, 'utf8'))).toHaveLength(2)
  })

  it('tells how its collars are, as text or as JSON, and stops when told to', async () => {
    const text = await run(['--url', URL, '--collars', '2'])
    expect(text).toEqual({ code: 0, out: '0 of 2 collars connected, 0 off, 0 samples waiting\n', err: '' })
    const json = await run(['--url', URL, '--collars', '2', '--json'])
    expect(JSON.parse(json.out)).toMatchObject({ collars: 2, on: 2, connected: 0 })
  })

  it('writes what a backend needs to know, for its owner alone', async () => {
    const path = join(dir, 'deep', 'registrations.json')
    const { code } = await run(['--url', URL, '--collars', '3', '--seed', '5', '--write-registrations', path])
    expect(code).toBe(0)
    const written = JSON.parse(readFileSync(path, 'utf8'))
    expect(written).toHaveLength(3)
    expect(Object.keys(written[0])).toEqual(['imei', 'secret', 'publicKey', 'sim'])
    expect(statSync(path).mode & 0o777).toBe(0o600)
  })
})

describe('koppel sim --identities', () => {
  const withFile = (content: string): Promise<Run> => {
    const path = join(dir, 'identities.json')
    writeFileSync(path, content)
    return run(['--url', URL, '--identities', path])
  }
  const good = makeIdentities({ count: 2, seed: 9, backendKeys: [], now_ms: Date.UTC(2026, 0, 1) })

  it('runs the collars of the file', async () => {
    expect(await withFile(JSON.stringify(good))).toMatchObject({
      code: 0,
      out: expect.stringContaining('of 2 collars'),
    })
  })

  it.each([
    ['{', 'is not JSON'],
    ['{}', 'must hold a list of at least one collar'],
    ['[]', 'must hold a list of at least one collar'],
    [JSON.stringify([...good, good[0]]), 'collar 3: imei: comes twice'],
    [JSON.stringify([{ ...good[0], imei: '1' }]), 'collar 1: imei: must be 15 digits'],
    [JSON.stringify(Array(20).fill(5)), 'and 10 more'],
  ])('refuses %s', async (content, why) => {
    const { code, err } = await withFile(content)
    expect([code, err]).toEqual([66, expect.stringContaining(why)])
  })

  it('says which file is not there', async () => {
    const { code, err } = await run(['--url', URL, '--identities', join(dir, 'nowhere.json')])
    expect([code, err]).toEqual([66, expect.stringContaining('nowhere.json')])
  })
})
