import { closeSync, existsSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { ReadStream } from 'node:tty'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { systemClock } from '../../src/std/clock.ts'
import { silent } from '../../src/std/log.ts'
import { simCommand } from '../cli.ts'
import { toHex } from '../modem/codec/octets.ts'
import { toUserData } from '../modem/codec/text.ts'
import { submitTpdu } from '../modem/codec/tpdu.ts'
import { heard } from '../testing/heard.ts'

let directory = ''
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'koppel-sim-modem-'))
})
afterAll(() => rmSync(directory, { recursive: true }))

/** `koppel sim --modem` on a port of its own, in this process. */
function start(...argv: string[]) {
  const [out, err, input, stop] = [heard(), heard(), new PassThrough(), new AbortController()]
  const path = join(directory, `modem-${argv.length}`)
  const io = { out: out.write, err: err.write, input, stop: stop.signal }
  const done = simCommand(['--modem', '--path', path, ...argv], io, { clock: systemClock(), log: silent })
  return { path, out, err, input, done, stop: () => stop.abort() }
}

/** A program that has opened the port. */
function opened(path: string) {
  const fd = openSync(path, 'r+')
  const stream = new ReadStream(fd)
  const shown = heard()
  stream.on('data', (bytes) => shown.write(bytes.toString('latin1'))).on('error', () => {})
  return {
    shown,
    type: (text: string) => writeSync(fd, text),
    close(): void {
      stream.destroy()
      closeSync(fd)
    },
  }
}

describe('koppel sim --modem', () => {
  it('prints its port, passes on what is typed, and prints what telephones show', async () => {
    const { path, out, err, input, done, stop } = start('--say', '+436601111111 at the start')
    expect(await out.says('\n')).toBe(`+436649477338 on ${path}\n`)
    const line = opened(path)
    await line.shown.says('RDY')
    line.type('AT+CNMI=2,1,0,0,0\r')
    // The first may have come before the routing was set.
    input.write('Tele2 Grüße\n')
    await line.shown.says(/CMTI: "SM",2/)
    line.type('AT+CMGL=4\r')
    await line.shown.says(/CMGL: 2,0.*[\s\S]*\r\nOK\r\n$/)

    const text = `Ihr Freischalt-Code: ${'€'.repeat(100)}`
    for (const userData of toUserData(text, { reference: 1, bits: 8, cut: 'blind' })) {
      const tpdu = submitTpdu({ to: '+436602222222', userData, wantsReport: false })
      line.type(`AT+CMGS=${tpdu.length}\r`)
      await line.shown.says(/> $/)
      line.type(`00${toHex(tpdu)}\x1a`)
      await line.shown.says(/CMGS: [0-9]+\r\n\r\nOK\r\n$/)
    }
    expect(await out.says('<-')).toContain(`+436602222222 <- +436649477338: ${text}\n`)

    input.write('!cms-error 322\nnobody\n!nonsense\n')
    expect(await err.says('!nonsense')).toContain('not "FROM TEXT": "nobody"')
    line.type('AT+CMGS=14\r')
    await line.shown.says(/> $/)
    line.type('0001000B916407281553F80000\x1a')
    await line.shown.says('+CMS ERROR: 304')
    line.close()
    stop()
    expect(await done).toBe(0)
    expect(existsSync(path)).toBe(false)
  })

  const wrong: [string[], string][] = [
    [['--number', '0664'], 'international form'],
    [['--pin', '12'], '4 to 8 digits'],
    [['--messages', '0'], 'It must be a whole number from 1 to 255.'],
    [['--fault', 'explode=1'], 'not a fault: "explode=1"'],
    [['--say', 'a-name-too-long text'], 'no sender of an SMS'],
    [['--url', 'mqtt://x'], "unknown option '--url'"],
  ]
  it.each(wrong)('%j is a wrong command line', async (argv, why) => {
    const { err, done } = start(...argv)
    expect([await done, await err.says(why)]).toEqual([64, expect.stringContaining(why)])
  })

  it('says why it cannot have its port', async () => {
    const { done, err } = start('--path', '/dev/null/modem')
    expect([await done, await err.says('koppel sim')]).toEqual([66, expect.stringContaining('/dev/null')])
  })

  it('explains levers and faults', async () => {
    const { out, done } = start('--help')
    expect([await done, await out.says('Faults:')]).toEqual([0, expect.stringContaining('!unplug')])
  })
})
