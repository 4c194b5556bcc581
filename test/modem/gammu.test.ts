import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text as textOf } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type SimulatedModem, startModem } from '../../firmware-sim/modem/start.ts'
import { spawnApart } from '../../firmware-sim/testing/spawn-apart.ts'
import { systemClock } from '../../src/std/clock.ts'
import { silent } from '../../src/std/log.ts'
import { findSmsClient } from '../setup/sms-clients.ts'
import { TEXTS } from './texts.ts'

const PHONE = '+436601234567'
const TIMES = { boot_ms: 0, register_ms: 0, submit_ms: 20, transit_ms: 0 }

let directory = ''
let program = ''
let sim: SimulatedModem
beforeAll(async () => {
  program = findSmsClient('gammu')
  directory = mkdtempSync(join(tmpdir(), 'koppel-gammu-'))
  const path = join(directory, 'modem')
  writeFileSync(join(directory, 'gammurc'), `[gammu]\ndevice = ${path}\nconnection = at\nsynchronizetime = no\n`)
  sim = await startModem({
    path,
    world: { clock: systemClock(), log: silent },
    seed: 1,
    messages_max: 60,
    times: TIMES,
  })
}, 180_000)
afterAll(async () => {
  await sim?.stop()
  rmSync(directory, { recursive: true, force: true })
})

/** Runs gammu to its end. @returns what it printed @throws Error with that when it failed */
async function gammu(...args: string[]): Promise<string> {
  const child = spawnApart(program, ['-c', join(directory, 'gammurc'), ...args], {
    env: { PATH: process.env.PATH, LC_ALL: 'C.UTF-8', HOME: directory },
  })
  if (!child.stdout || !child.stderr) throw new Error('no pipes')
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve))
  const [out, err, code] = await Promise.all([textOf(child.stdout), textOf(child.stderr), ended])
  if (code !== 0) throw new Error(`gammu ${args[0]} ended with ${code}: ${out}${err}`)
  return out
}

/** Resolves with the texts that the telephone shows, once there are so many. */
function shownOn(number: string, count: number): Promise<string[]> {
  const phone = sim.phone(number)
  return new Promise((resolve) => {
    const look = (): void => {
      if (phone.shown.length < count) return
      stop()
      resolve(phone.shown.map(({ text }) => text))
    }
    const stop = phone.onText(look)
    look()
  })
}

describe('gammu', () => {
  it('identifies the modem and its SIM', async () => {
    const said = await gammu('identify')
    for (const known of ['Koppel', 'SIM-1', '490154203237518', '232011234567890']) expect(said).toContain(known)
  })

  it('sees signal and network', async () => {
    const said = await gammu('monitor', '1')
    expect(said).toMatch(/Network state +: home network/)
    expect(said).toContain('-73 dBm')
  }, 60_000)

  it.each([
    ['one message', '+436601111111', ['-text', TEXTS['an unlock code']]],
    ['two parts in GSM-7', '+436602222222', ['-len', '400', '-text', TEXTS['200 characters with ü and €']]],
    ['parts in UCS-2', '+436603333333', ['-unicode', '-len', '400', '-text', TEXTS['an emoji where a part ends']]],
  ])('sends %s, which the telephone shows whole', async (_, number, args) => {
    expect(await gammu('sendsms', 'TEXT', number, ...args)).toContain('OK, message reference=')
    expect(await shownOn(number, 1)).toEqual([args.at(-1)])
  })

  it('reads every text that comes in as it was written, and takes it off the SIM', async () => {
    for (const text of Object.values(TEXTS)) sim.inject(PHONE, text)
    sim.inject('Tele2', 'Ihr Saldo beträgt 5 €')
    const said = await gammu('geteachsms')
    for (const text of Object.values(TEXTS)) expect(said).toContain(`\n\n${text}\n\n`)
    expect(said).toMatch(/Remote number +: "Tele2"\n[^\0]*\n\nIhr Saldo beträgt 5 €\n\n/)
    expect(said).toContain(`${Object.keys(TEXTS).length + 1} SMS sequences`)
    await gammu('deleteallsms', '1')
    expect(sim.modem.state().messages).toBe(0)
  }, 60_000)
})
