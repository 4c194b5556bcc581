import { describe, expect, it } from 'vitest'
import { toHex } from './codec/octets.ts'
import { toUserData } from './codec/text.ts'
import { submitTpdu } from './codec/tpdu.ts'
import { createFaults, MODEM_FAULTS, MOMENTS, parseModemFault } from './faults.ts'
import { openTerminal, type Terminal } from './testing/terminal.ts'

const PHONE = '+436601234567'
const LONG_MS = 10_000

async function send({ type, raw }: Terminal, text = 'hello'): Promise<string> {
  const [userData] = toUserData(text, { reference: 1, bits: 8, cut: 'between' })
  if (!userData) throw new Error('no message')
  const tpdu = submitTpdu({ to: PHONE, userData, wantsReport: true })
  return `${await type(`AT+CMGS=${tpdu.length}`)}|${await raw(`00${toHex(tpdu)}\x1a`, LONG_MS)}`
}
const texts = ({ sim }: Terminal): string[] => sim.phone(PHONE).shown.map(({ text }) => text)

describe('a modem with a fault', () => {
  it('mute: says nothing to one command, and obeys the next', async () => {
    const { sim, type } = await openTerminal()
    sim.faults.arm('mute')
    expect([await type('AT', LONG_MS), await type('AT')]).toEqual(['', '\nOK\n'])
  })

  it('late-ok: lets the result wait', async () => {
    const { sim, type, shown } = await openTerminal()
    sim.faults.arm('late-ok', 3_000)
    expect([await type('AT+CSQ'), await shown(2_999), await shown(1)]).toEqual(['\n+CSQ: 20,99\n', '', '\nOK\n'])
  })

  it('garbage and urc-between: stand where nobody expects them', async () => {
    const { sim, type } = await openTerminal()
    sim.faults.arm('garbage')
    expect(await type('AT')).toMatch(/^[^\n].+\nOK\n$/)
    sim.faults.arm('urc-between')
    expect(await type('AT+CSQ')).toBe('\n+CSQ: 20,99\n\n+CREG: 1\n\nRING\n\nOK\n')
  })

  it('hang-up: is gone, and comes back with nothing set', async () => {
    const { sim, type, shown } = await openTerminal()
    await type('AT+CMGF=1')
    sim.faults.arm('hang-up')
    expect(await type('AT')).toBe('')
    expect(sim.modem.state().powered).toBe(false)
    expect(await shown(LONG_MS)).toBe('\nRDY\n\n+CFUN: 1\n')
    expect(await type('AT+CMGF?')).toBe('AT+CMGF?\r\n+CMGF: 0\n\nOK\n')
  })

  it('no-prompt: waits for the text all the same, and ESC leads out', async () => {
    const terminal = await openTerminal()
    terminal.sim.faults.arm('no-prompt')
    expect(await terminal.type('AT+CMGS=10', LONG_MS)).toBe('')
    expect(await terminal.type('AT')).toBe('')
    expect(await terminal.raw('\x1b')).toBe('\nOK\n')
    expect(await send(terminal)).toBe('\n> |\n+CMGS: 1\n\nOK\n')
  })

  it('cms-error: refuses and sends nothing', async () => {
    const terminal = await openTerminal()
    terminal.sim.faults.arm('cms-error', 322)
    terminal.sim.faults.arm('cms-error')
    expect([await send(terminal), await send(terminal)]).toEqual([
      '\n> |\n+CMS ERROR: 322\n',
      '\n> |\n+CMS ERROR: 500\n',
    ])
    expect(texts(terminal)).toEqual([])
  })

  it('reset-before-submit and reset-after-submit: the same silence, with and without the message sent', async () => {
    const before = await openTerminal()
    before.sim.faults.arm('reset-before-submit')
    expect(await send(before)).toBe('\n> |\nRDY\n\n+CFUN: 1\n')
    expect(texts(before)).toEqual([])
    const after = await openTerminal()
    after.sim.faults.arm('reset-after-submit')
    expect(await send(after)).toBe('\n> |\nRDY\n\n+CFUN: 1\n')
    expect(texts(after)).toEqual(['hello'])
    expect(await after.raw('ATE0\r')).toContain('OK')
    expect(await send(after)).toMatch(/CMGS: 2/)
  })

  it('a restart while the network takes its time loses the message', async () => {
    const terminal = await openTerminal({ times: { boot_ms: 0, register_ms: 0 } })
    await terminal.type('AT+CMGS=22')
    await terminal.raw('0001000C9134661032547600000AE8329BFD4697D9EC37\x1a', 100)
    terminal.sim.modem.restart()
    expect(await terminal.shown(LONG_MS)).toBe('\nRDY\n\n+CFUN: 1\n')
    expect(texts(terminal)).toEqual([])
  })

  it('lost-ack: says that the network did not answer, though it has the message', async () => {
    const terminal = await openTerminal()
    terminal.sim.faults.arm('lost-ack')
    expect(await send(terminal)).toBe('\n> |\n+CMS ERROR: 332\n')
    expect(texts(terminal)).toEqual(['hello'])
  })

  it('lost-report: no report ever comes', async () => {
    const terminal = await openTerminal()
    await terminal.type('AT+CNMI=2,1,0,1,0')
    expect(await send(terminal)).toContain('+CDS')
    terminal.sim.faults.arm('lost-report')
    expect(await send(terminal)).not.toContain('+CDS')
  })

  it('duplicate and reorder: the network brings what it has twice, and parts in another order', async () => {
    const { sim, type, shown } = await openTerminal()
    await type('AT+CNMI=2,1,0,0,0')
    sim.faults.arm('duplicate')
    sim.inject(PHONE, 'x')
    expect(await shown(LONG_MS)).toBe('\n+CMTI: "SM",1\n\n+CMTI: "SM",2\n')
    const [, one, , two] = (await type('AT+CMGL=4')).split('\n').filter((line) => line !== '')
    expect(one).toBe(two)
    sim.faults.arm('reorder')
    sim.inject(PHONE, 'y'.repeat(300))
    await shown(LONG_MS)
    // The end of the header: of 2 parts the second comes first.
    expect(await type('AT+CMGR=3')).toMatch(/0500030[0-9A-F]0202/)
    expect(await type('AT+CMGR=4')).toMatch(/0500030[0-9A-F]0201/)
  })
})

describe('faults by chance', () => {
  it('are the same for the same seed, and do not move each other', () => {
    const struck = (faults: string[], seed: number): boolean[] => {
      const drawn = createFaults(seed)
      drawn.stand(faults.map(parseModemFault))
      return Array.from({ length: 200 }, (_, at) => {
        for (let more = 0; more < at % 3; more++) drawn.strikes('garbage')
        return drawn.strikes('mute') !== null
      })
    }
    const alone = struck(['mute=0.3'], 7)
    expect(alone.filter(Boolean).length).toBeGreaterThan(30)
    expect(alone.filter(Boolean).length).toBeLessThan(90)
    expect(struck(['mute=0.3'], 7)).toEqual(alone)
    expect(struck(['garbage=0.5', 'mute=0.3'], 7)).toEqual(alone)
    expect(struck(['mute=0.3'], 8)).not.toEqual(alone)
    expect(struck(['mute=0'], 7)).not.toContain(true)
  })

  it('are written KIND=PROBABILITY[:VALUE]', () => {
    expect(parseModemFault('late-ok=0.1:9000')).toEqual({ kind: 'late-ok', probability: 0.1, value: 9_000 })
    for (const kind of MODEM_FAULTS)
      expect([parseModemFault(`${kind}=1`).kind, MOMENTS[kind]]).toEqual([kind, expect.any(String)])
    for (const bad of ['', 'mute', 'mute=2', 'explode=0.1', 'mute=0.1:x', 'mute=-1'])
      expect(() => parseModemFault(bad)).toThrow(RangeError)
  })

  it('can be cleared', async () => {
    const { sim, type } = await openTerminal()
    sim.faults.stand([parseModemFault('mute=1')])
    sim.faults.arm('mute')
    expect(await type('AT')).toBe('')
    sim.faults.clear()
    expect(await type('AT')).toBe('\nOK\n')
  })
})
