import { describe, expect, it } from 'vitest'
import { fromHex, toHex } from './codec/octets.ts'
import { toUserData } from './codec/text.ts'
import { submitTpdu } from './codec/tpdu.ts'
import { openTerminal, type Terminal } from './testing/terminal.ts'

const PHONE = '+436601234567'
/** What the network takes to accept a message; the rest of its way takes longer. */
const SUBMIT_MS = 300
const CTRL_Z = '\x1a'
const ESC = '\x1b'

/** A text as the PDUs of its parts, for the modem's own service centre, and the length that +CMGS wants. */
function pdus(text: string, options: { report?: boolean; to?: string } = {}): { pdu: string; length: number }[] {
  return toUserData(text, { reference: 9, bits: 8, cut: 'between' }).map((userData) => {
    const tpdu = submitTpdu({ to: options.to ?? PHONE, userData, wantsReport: options.report ?? false })
    return { pdu: `00${toHex(tpdu)}`, length: tpdu.length }
  })
}

async function send(terminal: Terminal, text: string, options?: { report?: boolean; to?: string }): Promise<string[]> {
  const said: string[] = []
  for (const { pdu, length } of pdus(text, options)) {
    expect(await terminal.type(`AT+CMGS=${length}`)).toBe('\n> ')
    said.push(await terminal.raw(`${pdu}${CTRL_Z}`, SUBMIT_MS))
  }
  return said
}

describe('a modem at a terminal', () => {
  it('echoes until ATE0, and answers', async () => {
    const { raw } = await openTerminal()
    await raw('ATE1\r')
    expect(await raw('AT\r')).toBe('AT\r\nOK\n')
    expect(await raw('ate0\r')).toBe('ate0\r\nOK\n')
    expect(await raw('AT\r')).toBe('\nOK\n')
    expect(await raw('ATV0\r')).toBe('0\r')
    expect(await raw('AT+XYZ\r')).toBe('4\r')
  })

  it('says who it is', async () => {
    const { type } = await openTerminal()
    expect(await type('AT+CGMI;+CGMM;+CGMR;+CGSN')).toBe('\nKoppel\n\nSIM-1\n\n1.0\n\n490154203237518\n\nOK\n')
    expect(await type('AT+CIMI')).toBe('\n232011234567890\n\nOK\n')
    expect(await type('AT+CCLK?')).toBe('\n+CCLK: "26/11/22,12:00:05+00"\n\nOK\n')
  })

  it('knows what real clients begin with', async () => {
    const { type } = await openTerminal()
    for (const line of ['AT&F', 'ATE0', 'ATZ', 'ATE0V1', 'ATS0=0', 'AT&D2', 'AT+CMEE=1;+CREG=2', 'AT+CSCS="GSM"'])
      expect([line, await type(line)]).toEqual([line, expect.stringMatching(/\nOK\n$/)])
    expect(await type('ATE0')).toBe('\nOK\n')
    expect(await type('AT+CPMS=?')).toBe('\n+CPMS: ("SM","ME"),("SM","ME"),("SM","ME")\n\nOK\n')
    expect(await type('AT+CSMS=?')).toBe('\n+CSMS: (0,1)\n\nOK\n')
    expect(await type('AT+CSCA?')).toBe('\n+CSCA: "+436640501",145\n\nOK\n')
    expect(await type('AT+CNMI=2,1,0,1,0;+CNMI?')).toBe('\n+CNMI: 2,1,0,1,0\n\nOK\n')
    expect(await type('AT+COPS=3,2;+COPS?')).toBe('\n+COPS: 0,2,"23201"\n\nOK\n')
    expect(await type('AT+CPMS="ME"')).toBe('\n+CPMS: 0,100,0,20,0,20\n\nOK\n')
  })

  it('tells errors as +CMEE asks, and stops a line at the first', async () => {
    const { type } = await openTerminal()
    expect(await type('AT+CMEE=7')).toBe('\nERROR\n')
    expect(await type('AT+CMEE=1;+CMEE=7;+CREG=2')).toBe('\n+CME ERROR: 50\n')
    expect(await type('AT+CREG?')).toBe('\n+CREG: 0,1\n\nOK\n')
    expect(await type('AT+CMEE=2;+CMEE=7')).toBe('\n+CME ERROR: Incorrect parameters\n')
    expect(await type('AT+NOSUCH')).toBe('\nERROR\n')
    expect(await type('AT+CMGF')).toBe('\nERROR\n')
  })

  it('takes backspace, A/ and what stands before AT', async () => {
    const { raw } = await openTerminal()
    expect(await raw('noise AT+CSX\bQ\r')).toBe('\n+CSQ: 20,99\n\nOK\n')
    expect(await raw('A/')).toBe('\n+CSQ: 20,99\n\nOK\n')
    expect(await raw('hello\r')).toBe('')
    expect(await raw(`AT${'+'.repeat(3_000)}\r`)).toBe('\nERROR\n')
    expect(await raw('AT\r')).toBe('\nOK\n')
  })
})

describe('sending', () => {
  it('gives the network a text that the telephone shows whole', async () => {
    const terminal = await openTerminal()
    const text = `Grüße ${'1234567890 € '.repeat(20)}🐕`
    expect(await send(terminal, text)).toEqual(Array.from({ length: 4 }, (_, at) => `\n+CMGS: ${at + 1}\n\nOK\n`))
    await terminal.shown(1_000)
    expect(terminal.sim.phone(PHONE).shown).toMatchObject([{ from: terminal.sim.number, text, parts: 4 }])
  })

  it('takes a command back at ESC', async () => {
    const terminal = await openTerminal()
    expect(await terminal.type('AT+CMGS=20')).toBe('\n> ')
    expect(await terminal.raw(`0011${ESC}`)).toBe('\nOK\n')
    expect(await terminal.type('AT')).toBe('\nOK\n')
    expect(terminal.sim.phone(PHONE).shown).toEqual([])
  })

  it('refuses what is no PDU, or has another length', async () => {
    const { type, raw } = await openTerminal()
    const [one] = pdus('hello')
    for (const [length, body] of [
      [one?.length, 'xyz'],
      [(one?.length ?? 0) + 1, one?.pdu],
      [one?.length, `${one?.pdu}00`],
      [14, ''],
    ]) {
      await type(`AT+CMGS=${length}`)
      expect(await raw(`${body}${CTRL_Z}`, 1_000)).toBe('\n+CMS ERROR: 304\n')
    }
    expect(await type('AT+CMGS=0')).toBe('\n+CMS ERROR: 304\n')
    expect(await type('AT+CMGS=165')).toBe('\n+CMS ERROR: 304\n')
  })

  it('hears from the network that a telephone could not read it', async () => {
    const { type, raw } = await openTerminal()
    const tpdu = fromHex('01000B910683214365F7000403FF0000') ?? new Uint8Array()
    await type(`AT+CMGS=${tpdu.length}`)
    // TP-UDHI is set, and the header is longer than the user data.
    expect(await raw(`0041${toHex(tpdu).slice(2)}${CTRL_Z}`, 1_000)).toBe('\n+CMS ERROR: 95\n')
  })

  it('needs the network', async () => {
    const terminal = await openTerminal()
    terminal.sim.modem.hear(null)
    expect(await terminal.type('AT+CSQ;+CREG?')).toBe('\n+CSQ: 99,99\n\n+CREG: 0,2\n\nOK\n')
    expect(await send(terminal, 'x')).toEqual(['\n+CMS ERROR: 331\n'])
    terminal.sim.modem.hear(-51)
    expect(await terminal.type('AT+CSQ;+CREG?', 1_000)).toBe('\n+CSQ: 31,99\n\n+CREG: 0,2\n\nOK\n')
    expect(await send(terminal, 'x')).toEqual(['\n+CMGS: 1\n\nOK\n'])
  })

  it('can be written to a memory first', async () => {
    const terminal = await openTerminal()
    const [one] = pdus('später')
    await terminal.type(`AT+CMGW=${one?.length}`)
    expect(await terminal.raw(`${one?.pdu}${CTRL_Z}`)).toBe('\n+CMGW: 1\n\nOK\n')
    expect(await terminal.type('AT+CMGL=2')).toContain('+CMGL: 1,2,,')
    expect(await terminal.type('AT+CMSS=1', 1_000)).toBe('\n+CMSS: 1\n\nOK\n')
    expect(await terminal.type('AT+CMGL=3')).toContain('+CMGL: 1,3,,')
    expect(terminal.sim.phone(PHONE).shown.map(({ text }) => text)).toEqual(['später'])
    expect(await terminal.type('AT+CMSS=7')).toBe('\n+CMS ERROR: 321\n')
  })

  it('works in text mode as far as one message goes', async () => {
    const { sim, type, raw } = await openTerminal()
    await type('AT+CMGF=1')
    expect(await type(`AT+CMGS="${PHONE}"`)).toBe('\n> ')
    expect(await raw(`zwei\rZeilen${CTRL_Z}`, 1_000)).toBe('\n> \n+CMGS: 1\n\nOK\n'.replace('\n> ', ''))
    await type('AT+CSCS="UCS2"')
    await type(`AT+CMGS="${Buffer.from(PHONE, 'utf16le').swap16().toString('hex')}"`)
    expect(await raw(`${Buffer.from('Grüße €', 'utf16le').swap16().toString('hex')}${CTRL_Z}`, 1_000)).toContain(
      '+CMGS: 2',
    )
    expect(sim.phone(PHONE).shown.map(({ text }) => text)).toEqual(['zwei\nZeilen', 'Grüße €'])
    expect(await type('AT+CMGS="no number at all"')).toBe('\n+CMS ERROR: 305\n')
  })
})

describe('delivery reports', () => {
  it('tell of delivery, of waiting, and of a number that nobody has', async () => {
    const terminal = await openTerminal()
    await terminal.type('AT+CNMI=2,1,0,1,0')
    await send(terminal, 'one', { report: true })
    // First octet 06, reference 1, 12 digits, two stamps, status 0.
    expect(await terminal.shown(1_000)).toMatch(/\+CDS: 25\n[0-9A-F]{12,16}06010C91346610325476[0-9A-F]{28}00\n/)

    terminal.sim.phone('+436601234568').power(false)
    await send(terminal, 'two', { report: true, to: '+436601234568' })
    expect(await terminal.shown(1_000)).toMatch(/06020C91[0-9A-F]{40}22\n/)
    terminal.sim.phone('+436601234568').power(true)
    expect(await terminal.shown(1_000)).toMatch(/06020C91[0-9A-F]{40}00\n/)
    expect(terminal.sim.phone('+436601234568').shown).toMatchObject([{ text: 'two' }])

    terminal.sim.carrier.unassign('+436601234569')
    await send(terminal, 'three', { report: true, to: '+436601234569' })
    expect(await terminal.shown(1_000)).toMatch(/06030C91[0-9A-F]{40}43\n/)
  })

  it('tell when the validity of a message has ended', async () => {
    const terminal = await openTerminal()
    const { phone } = terminal.sim
    await terminal.type('AT+CNMI=2,1,0,1,0')
    phone(PHONE).power(false)
    // TP-VPF relative, TP-SRR; TP-VP 0 is five minutes.
    const tpdu = `3100${'0C91346610325476'}00000001${'61'}`
    await terminal.type(`AT+CMGS=${tpdu.length / 2}`)
    await terminal.raw(`00${tpdu}${CTRL_Z}`, 10_000)
    expect(await terminal.shown(5 * 60_000)).toMatch(/06010C91[0-9A-F]{40}46\n/)
    phone(PHONE).power(true)
    await terminal.shown(1_000)
    expect(phone(PHONE).shown).toEqual([])
  })

  it('are stored where +CNMI says so, and dropped where nobody wants them', async () => {
    const terminal = await openTerminal()
    await send(terminal, 'one', { report: true })
    expect(await terminal.type('AT+CPMS?', 1_000)).toContain('"SM",0,20')
    await terminal.type('AT+CNMI=2,1,0,2,0')
    await send(terminal, 'two', { report: true })
    expect(await terminal.shown(1_000)).toBe('\n+CDSI: "SM",1\n')
    expect(await terminal.type('AT+CMGR=1')).toMatch(/\+CMGR: 0,,25\n/)
  })
})
