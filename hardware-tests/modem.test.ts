import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { DeliveryReport, IncomingSms, SmsSink, SmsTransport } from '../src/flows/sms/transport.ts'
import { type AtLine, atLine } from '../src/sms/modem/at-line.ts'
import type { AtResult } from '../src/sms/modem/at-machine.ts'
import { modemTransport } from '../src/sms/modem/modem.ts'
import type { PinRecord } from '../src/sms/modem/pin.ts'
import { startUp } from '../src/sms/modem/start-up.ts'
import { systemClock, wait } from '../src/std/clock.ts'
import { silent } from '../src/std/log.ts'
import { ProblemError } from '../src/std/problems.ts'
import { systemRandom } from '../src/std/random.ts'
import type { SerialLine } from '../src/std/serial-line.ts'
import { type ModemUnderTest, modemUnderTest } from './modem-under-test.ts'

/** A real modem may look for its network for a minute. */
const PATIENCE_MS = 180_000
const SENDER = '+436601111111'
const ESC = '\u001b'
const world = { clock: systemClock(), random: systemRandom(), log: silent }
const isReal = Boolean(process.env.KOPPEL_HW_MODEM)
const maySend = !isReal || Boolean(process.env.KOPPEL_HW_MODEM_SEND_TO)

/** What was tried with the PIN, for this run: a PIN that was refused is not tried again. */
const book = {
  record: null as PinRecord | null,
  print: (pin: string) => pin,
  read: () => book.record,
  write: (record: PinRecord | null) => {
    book.record = record
  },
}

/** Asks ten times a second: for what is told only to who asks. */
async function asked(holds: () => boolean): Promise<void> {
  while (!holds()) await wait(world.clock, 100)
}

let modem: ModemUnderTest
beforeAll(async () => {
  modem = await modemUnderTest(process.env)
})
afterAll(() => modem?.end())

describe('a GSM modem at its AT commands', { timeout: PATIENCE_MS }, () => {
  let line: SerialLine
  let at: AtLine
  beforeAll(async () => {
    line = await modem.open()
    at = atLine(line, world.clock, () => {})
  })
  afterAll(async () => {
    at?.end()
    await line?.close()
  })

  const ask = (text: string, info?: string): Promise<AtResult> =>
    at.ask({ text, timeout_ms: 10_000, ...(info === undefined ? {} : { info }) })
  const told = async (text: string, info?: string): Promise<string> => {
    const result = await ask(text, info)
    expect([text, result.kind]).toEqual([text, 'ok'])
    return result.lines.join('\n')
  }

  it('is brought to PDU mode from whatever state it is in, its SIM unlocked', async () => {
    expect(await startUp(at, (wait_ms) => wait(world.clock, wait_ms), modem.pin, book)).toMatchObject({
      memories: expect.any(Array),
    })
    expect(await told('AT+CMGF?', '+CMGF')).toMatch(/\+CMGF: ?0/)
    expect(await told('AT+CPIN?', '+CPIN')).toMatch(/READY/)
  })

  it('says who it is: maker, model, an IMEI of 15 digits, its SIM', async () => {
    expect(await told('AT+CGMI')).not.toBe('')
    expect(await told('AT+CGMM')).not.toBe('')
    expect(await told('AT+CGSN')).toMatch(/^(\+CGSN: ?)?"?[0-9]{15}/)
    expect(await told('AT+CIMI')).toMatch(/^(\+CIMI: ?)?[0-9]{14,15}$/)
  })

  it('tells signal, network and service centre', async () => {
    expect(await told('AT+CSQ', '+CSQ')).toMatch(/\+CSQ: ?([12]?[0-9]|3[01]|99),([0-7]|99)/)
    expect(await told('AT+CREG?', '+CREG')).toMatch(/\+CREG: ?[0-2],[0-9]/)
    expect(await told('AT+CSCA?', '+CSCA')).toMatch(/\+CSCA: ?"\+?[0-9]{3,20}"/)
  })

  it('has a memory for messages, and says how much of it is used', async () => {
    expect(await told('AT+CPMS=?', '+CPMS')).toMatch(/"(SM|ME)"/)
    const [, used, all] = /"[A-Z]{2}",([0-9]+),([0-9]+)/.exec(await told('AT+CPMS?', '+CPMS')) ?? []
    expect(Number(all)).toBeGreaterThan(0)
    expect(Number(used)).toBeLessThanOrEqual(Number(all))
  })

  it('obeys joined commands, and tells errors by number', async () => {
    expect(await told('AT+CMEE=1;+CREG=1')).toBe('')
    expect(await ask('AT+CMGR=9999', '+CMGR')).toMatchObject({ kind: 'error', error: { code: expect.any(Number) } })
    expect(await ask('AT+NOSUCHCOMMAND')).toMatchObject({ kind: 'error' })
  })
})

describe('its prompt', { timeout: PATIENCE_MS }, () => {
  it('is "> " on a line of its own, and ESC takes the message back: nothing is sent', async () => {
    const line = await modem.open()
    let all = ''
    let heard: () => void = () => {}
    line.onBytes((bytes) => {
      all += Buffer.from(bytes).toString('latin1')
      heard()
    })
    const says = async (text: string, what: RegExp): Promise<void> => {
      all = ''
      const said = new Promise<void>((resolve) => {
        heard = () => what.test(all) && resolve()
      })
      await line.write(Buffer.from(text))
      await said
    }
    await says('AT+CMGF=0\r', /\r\nOK\r\n/)
    await says('AT+CMGS=20\r', /\r\n> $/)
    await says(ESC, /\r\n(OK|ERROR|\+CMS ERROR: [0-9]+)\r\n/)
    await says('AT\r', /\r\nOK\r\n/)
    await line.close()
  })
})

describe('our driver on it', { timeout: PATIENCE_MS }, () => {
  const inbox: IncomingSms[] = []
  const reports: DeliveryReport[] = []
  let heard: () => void = () => {}
  // On a real SIM everything stays: what is not taken is not deleted.
  const sink: SmsSink = {
    async inbound(sms) {
      if (isReal) throw new ProblemError('try-again-later')
      inbox.push(sms)
      heard()
    },
    async report(report) {
      reports.push(report)
      heard()
    },
  }
  const until = (holds: () => boolean): Promise<void> =>
    new Promise((resolve) => {
      heard = () => holds() && resolve()
      heard()
    })
  let transport: SmsTransport
  beforeAll(() => {
    transport = modemTransport({ world, open: modem.open, sink, pin: modem.pin, book, number: null })
  })
  afterAll(() => transport?.close())

  const ready = (): Promise<void> => asked(() => transport.state().ready)

  it('finds it ready, with signal and network', async () => {
    await ready()
    expect(transport.state()).toMatchObject({ ready: true, signal_dBm: expect.any(Number) })
  })

  const TEXTS = {
    'one message': 'OK: Ihr Freischalt-Code lautet "3546-7F7E-DB74-3B66"',
    'two parts in GSM-7': '1 Punkt für 12 €, über 5 Punkte: 50 € '.padEnd(200, 'Update für 8 €, '),
    'parts in UCS-2': `${'Der Hund läuft weit. '.repeat(3)}ÄÖÜ🐕${' Sein Halsband sagt wohin.'.repeat(3)}`,
  }
  if (maySend)
    it.each(Object.entries(TEXTS))('sends %s, and each part is reported as delivered', async (_, text) => {
      await ready()
      const { providerIds } = await transport.send({ id: text, to: modem.sendTo ?? '', from: null, text })
      const delivered = (id: string): boolean =>
        reports.some(({ providerId, state }) => providerId === id && state === 'delivered')
      await until(() => providerIds.every(delivered))
      if (modem.sim) expect(modem.sim.phone(modem.sendTo ?? '').shown.at(-1)?.text).toBe(text)
    })

  if (!isReal)
    it('brings what comes in, whole, and frees the SIM of it', async () => {
      modem.sim?.inject(SENDER, TEXTS['parts in UCS-2'])
      await until(() => inbox.length === 1)
      expect(inbox).toMatchObject([{ transport: 'modem', from: SENDER, text: TEXTS['parts in UCS-2'] }])
      await asked(() => modem.sim?.modem.state().messages === 0)
    })
})
