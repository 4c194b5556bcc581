import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type GammuBench, gammuBench } from './gammu-client.ts'
import { TEXTS } from './texts.ts'

const PHONE = '+436601234567'

let bench: GammuBench
beforeAll(async () => {
  bench = await gammuBench()
}, 180_000)
afterAll(() => bench?.end())
const gammu = (...args: string[]): Promise<string> => bench.gammu(...args)

/** Resolves with the texts that the telephone shows, once there are so many. */
function shownOn(number: string, count: number): Promise<string[]> {
  const phone = bench.sim.phone(number)
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
    for (const text of Object.values(TEXTS)) bench.sim.inject(PHONE, text)
    bench.sim.inject('Tele2', 'Ihr Saldo beträgt 5 €')
    const said = await gammu('geteachsms')
    for (const text of Object.values(TEXTS)) expect(said).toContain(`\n\n${text}\n\n`)
    expect(said).toMatch(/Remote number +: "Tele2"\n[^\0]*\n\nIhr Saldo beträgt 5 €\n\n/)
    expect(said).toContain(`${Object.keys(TEXTS).length + 1} SMS sequences`)
    await gammu('deleteallsms', '1')
    expect(bench.sim.modem.state().messages).toBe(0)
  }, 60_000)
})
