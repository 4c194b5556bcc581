import type { ChildProcess } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, watch, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type SimulatedModem, startModem } from '../../firmware-sim/modem/start.ts'
import { spawnApart } from '../../firmware-sim/testing/spawn-apart.ts'
import { systemClock } from '../../src/std/clock.ts'
import { silent } from '../../src/std/log.ts'
import { findSmsClient } from '../setup/sms-clients.ts'
import { TEXTS } from './texts.ts'

const FOLDERS = ['outgoing', 'checked', 'incoming', 'failed', 'sent', 'report', 'stats']
const TIMES = { boot_ms: 0, register_ms: 0, submit_ms: 20, transit_ms: 0 }

let directory = ''
let sim: SimulatedModem
let daemon: ChildProcess
beforeAll(async () => {
  const program = findSmsClient('smstools')
  directory = mkdtempSync(join(tmpdir(), 'koppel-smstools-'))
  for (const folder of FOLDERS) mkdirSync(join(directory, folder))
  const path = join(directory, 'modem')
  sim = await startModem({ path, world: { clock: systemClock(), log: silent }, seed: 1, pin: '4711', times: TIMES })
  writeFileSync(join(directory, 'smsd.conf'), configuration(path))
  daemon = spawnApart(program, ['-c', join(directory, 'smsd.conf'), '-t'])
  daemon.stdout?.resume()
  daemon.stderr?.resume()
}, 180_000)
afterAll(async () => {
  await endDaemon()
  await sim?.stop()
  rmSync(directory, { recursive: true, force: true })
})

/** smsd sets no +CNMI of its own; with <ds> 1 reports would come between its answers, so they are stored. */
function configuration(device: string): string {
  const places = FOLDERS.map((folder) => `${folder} = ${join(directory, folder)}`)
  return [
    'devices = SIM',
    ...places,
    `logfile = ${join(directory, 'smsd.log')}`,
    `infofile = ${join(directory, 'smsd.info')}`,
    `pidfile = ${join(directory, 'smsd.pid')}`,
    'delaytime = 1',
    'errorsleeptime = 1',
    'autosplit = 3',
    'incoming_utf8 = yes',
    '[SIM]',
    `device = ${device}`,
    'pin = 4711',
    'init = AT+CNMI=2,1,0,2,0',
    'incoming = yes',
    'report = yes',
    'internal_combine = yes',
    '',
  ].join('\n')
}

/** Hands smsd a message, complete at once. */
function order(name: string, to: string, text: string): void {
  writeFileSync(join(directory, name), `To: ${to.slice(1)}\nAlphabet: UTF-8\nReport: yes\n\n${text}`)
  renameSync(join(directory, name), join(directory, 'outgoing', name))
}

/**
 * A message file of smsd: its head as text, its body decoded by what the head says of it, because UCS-2 is written as it came. Empty when
 * smsd has taken it away since its name was read: locks, parts and drafts come and go.
 */
function contentOf(file: string): string {
  let bytes: Buffer
  try {
    bytes = readFileSync(file)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return ''
    throw error
  }
  const at = bytes.indexOf('\n\n') + 2
  const head = bytes.subarray(0, at).toString('utf8')
  if (!head.includes('Alphabet: UCS2')) return bytes.toString('utf8')
  const even = at + ((bytes.length - at) & ~1)
  return head + Buffer.from(bytes.subarray(at, even)).swap16().toString('utf16le')
}

/** Resolves with the first file of a folder that says all of it, as soon as it does. */
function fileIn(folder: string, ...says: string[]): Promise<string> {
  const place = join(directory, folder)
  return new Promise((resolve) => {
    const look = (): void => {
      const found = readdirSync(place)
        .map((name) => contentOf(join(place, name)))
        .find((content) => says.every((one) => content.includes(one)))
      if (found === undefined) return
      watcher.close()
      resolve(found)
    }
    const watcher = watch(place, look)
    look()
  })
}

/** Lets smsd finish what it is doing, and ends it. */
async function endDaemon(): Promise<void> {
  const ended = new Promise((resolve) => daemon?.once('exit', resolve))
  if (daemon?.exitCode === null && daemon.kill()) await ended
}

describe('smstools', () => {
  it.each([
    ['one message', '+436601111111', TEXTS['an unlock code']],
    ['two parts in GSM-7', '+436602222222', TEXTS['200 characters with ü and €']],
    ['parts in UCS-2', '+436603333333', TEXTS['quotation marks that the GSM alphabet has not'].repeat(3)],
  ])(
    'enters the PIN, sends %s and gets its delivery report',
    async (_, number, text) => {
      const shown = new Promise<string>((resolve) => sim.phone(number).onText((one) => resolve(one.text)))
      order(number, number, text)
      expect(await shown).toBe(text)
      expect(await fileIn('sent', `To: ${number.slice(1)}`)).toMatch(/^Message_id: [0-9]+$/m)
      const report = await fileIn('report', `From: ${number.slice(1)}`, 'Status: 0')
      expect(report).toContain('short message received by the SME')
    },
    60_000,
  )

  it.each([
    ['a command', '+436604444444', 'cl.5P.1234567890ABCDEF'],
    ['a name', 'Tele2', 'Ihr Saldo beträgt 5 €'],
    ['two parts', '+436605555555', TEXTS['200 characters with ü and €']],
    ['an emoji', '+436606666666', TEXTS['an emoji where a part ends']],
  ])(
    'receives %s whole',
    async (_, from, text) => {
      sim.inject(from, text)
      expect(await fileIn('incoming', `From: ${from.replace('+', '')}`, text)).toMatch(/^Received: /m)
    },
    60_000,
  )

  it('takes all of it off the SIM', async () => {
    sim.inject('+436607777777', 'the last')
    await fileIn('incoming', 'the last')
    await endDaemon()
    expect(sim.modem.state().messages).toBe(0)
  }, 60_000)
})
