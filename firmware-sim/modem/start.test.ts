import { describe, expect, it } from 'vitest'
import { settle } from '../../src/std/manual-clock.ts'
import { toHex } from './codec/octets.ts'
import { toUserData } from './codec/text.ts'
import { submitTpdu } from './codec/tpdu.ts'
import { openTerminal, type Terminal } from './testing/terminal.ts'

const PHONE = '+436601234567'

/** Sends as a server would, in as many messages as it takes. */
async function answer({ type, raw }: Terminal, text: string, to = PHONE): Promise<void> {
  for (const userData of toUserData(text, { reference: 3, bits: 16, cut: 'blind' })) {
    const tpdu = submitTpdu({ to, userData, wantsReport: false })
    await type(`AT+CMGS=${tpdu.length}`)
    await raw(`00${toHex(tpdu)}\x1a`, 300)
  }
}

/** Whether a promise has come to its end, and with what. */
function watched<T>(promise: Promise<T>): { ended: T | null } {
  const seen: { ended: T | null } = { ended: null }
  void promise.then((value) => {
    seen.ended = value
  })
  return seen
}

describe('say', () => {
  it('gives back the answer, whole though it came in parts', async () => {
    const terminal = await openTerminal()
    const said = terminal.sim.say(PHONE, 'cl.5P.1234567890ABCDEF')
    await terminal.shown(1_000)
    expect(await terminal.type('AT+CMGL=0')).toContain('+CMGL: 1,0')
    const text = `5P nicht freigegeben. ${'So bestellen Sie: … 🐕 '.repeat(8)}`
    await answer(terminal, text)
    await terminal.shown(1_000)
    expect(await said).toEqual([text])
  })

  it('gives back all that come close after each other, and nothing that others send', async () => {
    const terminal = await openTerminal()
    const said = watched(terminal.sim.say(PHONE, 'hallo', { quiet_ms: 2_000 }))
    terminal.sim.phone('+436601111111').send(PHONE, 'not from the modem')
    await answer(terminal, 'one')
    await answer(terminal, 'two')
    await terminal.clock.advance(1_000)
    expect(said.ended).toBeNull()
    await terminal.clock.advance(2_000)
    expect(said.ended).toEqual(['one', 'two'])
  })

  it('gives up when nothing answers', async () => {
    const { sim, clock } = await openTerminal()
    const said = watched(sim.say(PHONE, 'hallo', { timeout_ms: 5_000 }))
    await settle()
    await clock.advance(4_999)
    expect(said.ended).toBeNull()
    await clock.advance(1)
    expect(said.ended).toEqual([])
  })

  it('lets who speaks from the same number wait, and others not', async () => {
    const terminal = await openTerminal()
    const [first, second] = [terminal.sim.say(PHONE, 'one'), terminal.sim.say(PHONE, 'two')]
    const other = terminal.sim.say('+436602222222', 'three')
    await terminal.shown(1_000)
    expect(terminal.sim.modem.state().messages).toBe(2)
    await answer(terminal, 'to one')
    await answer(terminal, 'to three', '+436602222222')
    await terminal.shown(1_000)
    expect([await first, await other]).toEqual([['to one'], ['to three']])
    await answer(terminal, 'to two')
    await terminal.shown(1_000)
    expect(await second).toEqual(['to two'])
  })

  it('knows telephones by their number only', async () => {
    const { sim } = await openTerminal()
    for (const from of ['0664', 'Tele2', sim.number, '+0123456', ''])
      await expect(sim.say(from, 'x')).rejects.toThrow(RangeError)
    await expect(sim.say(PHONE, 'x'.repeat(153 * 255 + 1))).rejects.toThrow(RangeError)
  })
})

it('numbers are dialled as people dial them', async () => {
  const terminal = await openTerminal()
  await answer(terminal, 'national', '0660123456')
  await answer(terminal, 'abroad', '0043660123456')
  await terminal.shown(1_000)
  expect(terminal.sim.phone('+43660123456').shown.map(({ text }) => text)).toEqual(['national', 'abroad'])
})
