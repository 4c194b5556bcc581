import { describe, expect, it } from 'vitest'
import { readServiceCentre } from './codec/address.ts'
import { fromHex, readOctets } from './codec/octets.ts'
import { textOf } from './codec/text.ts'
import { readDeliver } from './codec/tpdu.ts'
import { open } from './codec/user-data.ts'
import { openTerminal, type Terminal } from './testing/terminal.ts'

const PHONE = '+436601234567'
/** From a telephone to the modem. */
const TRANSIT_MS = 200

/** Sender and text of a PDU as the modem shows it. */
function read(pdu: string): { from: string; text: string } {
  const octets = readOctets(fromHex(pdu) ?? new Uint8Array())
  readServiceCentre(octets)
  const { from, userData } = readDeliver(octets.take(octets.left()))
  return { from, text: textOf([open(userData)]) }
}

const pdusIn = (shown: string): string[] => shown.split('\n').filter((line) => /^[0-9A-F]{20,}$/.test(line))

async function storedTexts(terminal: Terminal): Promise<string[]> {
  return pdusIn(await terminal.type('AT+CMGL=4')).map((pdu) => read(pdu).text)
}

describe('what comes in', () => {
  it('is stored and announced, read once as new and then as old, and deleted', async () => {
    const { sim, type, shown } = await openTerminal()
    await type('AT+CNMI=2,1,0,0,0')
    sim.inject(PHONE, 'cl.5P.1234567890ABCDEF')
    expect(await shown(TRANSIT_MS)).toBe('\n+CMTI: "SM",1\n')
    const first = await type('AT+CMGR=1')
    expect(first).toMatch(/^\n\+CMGR: 0,,[0-9]+\n/)
    expect(read(pdusIn(first)[0] ?? '')).toEqual({ from: PHONE, text: 'cl.5P.1234567890ABCDEF' })
    expect(await type('AT+CMGR=1')).toMatch(/^\n\+CMGR: 1,,[0-9]+\n/)
    expect(await type('AT+CMGL')).toBe('\nOK\n')
    expect(await type('AT+CMGD=?')).toBe('\n+CMGD: (1),(0-4)\n\nOK\n')
    expect(await type('AT+CMGD=1;+CMGD=1')).toBe('\nOK\n')
    expect(await type('AT+CMGR=1')).toBe('\n+CMS ERROR: 321\n')
    expect(await type('AT+CMGD=21')).toBe('\n+CMS ERROR: 321\n')
  })

  it('comes in parts when it is long, and from names too', async () => {
    const terminal = await openTerminal()
    const long = 'Schöne Grüße, 12 € '.repeat(12)
    terminal.sim.inject(PHONE, long)
    terminal.sim.inject('Tele2', 'Ihr Saldo: 5 €')
    await terminal.shown(TRANSIT_MS)
    const texts = await storedTexts(terminal)
    expect([texts.length, texts.slice(0, 2).join(''), texts[2]]).toEqual([3, long, 'Ihr Saldo: 5 €'])
    expect(() => terminal.sim.inject('a name that is too long', 'x')).toThrow(RangeError)
  })

  it('is held by the network while there is no room, and comes when there is', async () => {
    const terminal = await openTerminal({ messages_max: 2 })
    const { sim, type, shown } = terminal
    for (const text of ['one', 'two', 'three', 'four']) sim.inject(PHONE, text)
    await shown(TRANSIT_MS)
    expect(await type('AT+CPMS?')).toContain('"SM",2,2')
    expect([await storedTexts(terminal), sim.carrier.held(sim.number)]).toEqual([['one', 'two'], 2])
    await type('AT+CMGD=1')
    expect([await storedTexts(terminal), sim.carrier.held(sim.number)]).toEqual([['three', 'two'], 1])
    await type('AT+CMGD=1,4')
    expect([await storedTexts(terminal), sim.carrier.held(sim.number)]).toEqual([['four'], 0])
  })

  it('waits in the network while the modem is off the air or pulled out', async () => {
    const terminal = await openTerminal()
    const { sim, type, shown } = terminal
    sim.modem.hear(null)
    sim.inject(PHONE, 'one')
    await shown(TRANSIT_MS)
    expect(sim.carrier.held(sim.number)).toBe(1)
    sim.modem.hear(-80)
    await shown(1_000)
    expect(await storedTexts(terminal)).toEqual(['one'])
    await sim.unplug()
    sim.inject(PHONE, 'two')
    await shown(TRANSIT_MS)
    await sim.plug()
    expect(await shown(5_000)).toBe('\nRDY\n\n+CFUN: 1\n')
    expect(await storedTexts(terminal)).toEqual(['one', 'two'])
    expect(await type('AT+CFUN=4;+CREG?')).toBe('AT+CFUN=4;+CREG?\r\n+CREG: 0,0\n\nOK\n')
  })

  it('is shown at once where +CNMI=2,2 asks for it', async () => {
    const { sim, type, shown } = await openTerminal()
    await type('AT+CNMI=2,2,0,0,0')
    sim.inject(PHONE, 'hallo')
    const line = await shown(TRANSIT_MS)
    expect(line).toMatch(/^\n\+CMT: ,24\n[0-9A-F]+\n$/)
    expect(read(pdusIn(line)[0] ?? '').text).toBe('hallo')
    expect(await type('AT+CPMS?')).toContain('"SM",0,20')
    expect(await type('AT+CNMA')).toBe('\n+CMS ERROR: 340\n')
  })

  it('is brought again when phase 2+ gets no acknowledgement', async () => {
    const { sim, type, shown } = await openTerminal()
    await type('AT+CSMS=1;+CNMI=2,2,0,0,0')
    sim.inject(PHONE, 'one')
    sim.inject(PHONE, 'two')
    expect(pdusIn(await shown(TRANSIT_MS))).toHaveLength(1)
    expect(pdusIn(await type('AT+CNMA')).map((pdu) => read(pdu).text)).toEqual(['two'])
    // Nobody answers for the second: the modem stops showing, and the network brings it anew.
    await shown(15_000)
    expect(await type('AT+CNMI?')).toBe('\n+CNMI: 2,0,0,0,0\n\nOK\n')
    await shown(15_000)
    expect(await type('AT+CPMS?')).toContain('"SM",1,20')
  })

  it('waits for the end of an answer and of a prompt', async () => {
    const { sim, type, raw, shown } = await openTerminal()
    await type('AT+CNMI=2,1,0,0,0')
    await type('AT+CMGS=10')
    sim.inject(PHONE, 'x')
    expect(await shown(TRANSIT_MS)).toBe('')
    expect(await raw('\x1b')).toBe('\nOK\n\n+CMTI: "SM",1\n')
  })

  it('is announced later while +CNMI=0 says so', async () => {
    const { sim, type, shown } = await openTerminal()
    await type('AT+CNMI=0,1')
    sim.inject(PHONE, 'x')
    expect(await shown(TRANSIT_MS)).toBe('')
    expect(await type('AT+CNMI=2,1,0,0,0')).toBe('\nOK\n\n+CMTI: "SM",1\n')
  })

  it('reads in text mode as a person would, its letters outside the alphabet as UCS-2', async () => {
    const { sim, type, shown } = await openTerminal()
    await type('AT+CMGF=1')
    sim.inject(PHONE, 'Hello')
    sim.inject(PHONE, 'Łódź')
    await shown(TRANSIT_MS)
    expect(await type('AT+CMGL="REC UNREAD"')).toBe(
      `\n+CMGL: 1,"REC UNREAD","${PHONE}",,"26/11/22,13:00:05+04"\nHello\n` +
        `\n+CMGL: 2,"REC UNREAD","${PHONE}",,"26/11/22,13:00:05+04"\n014100F30064017A\n\nOK\n`,
    )
    expect(await type('AT+CMGL="NONSENSE"')).toBe('\n+CMS ERROR: 305\n')
  })
})
