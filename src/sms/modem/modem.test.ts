import { afterEach, expect, test } from 'vitest'
import type { DeliveryReport, IncomingSms, SmsTransport } from '../../flows/sms/transport.ts'
import { silent } from '../../std/log.ts'
import { manualClock, settle } from '../../std/manual-clock.ts'
import { seededRandom } from '../../std/random.ts'
import { toHex } from '../pdu/octets.ts'
import { encodeUserData } from '../pdu/user-data.ts'
import { type Script, type ScriptedModem, scriptedModem } from '../testing/scripted-modem.ts'
import { modemTransport } from './modem.ts'
import type { PinRecord } from './pin.ts'
import { partId } from './provider-id.ts'

const clock = manualClock()
const inbox: IncomingSms[] = []
const reports: DeliveryReport[] = []
let record: PinRecord | null = null
let far: ScriptedModem
let transport: SmsTransport
let inbound = async (sms: IncomingSms): Promise<void> => void inbox.push(sms)
afterEach(async () => {
  await transport.close()
  inbox.length = 0
  reports.length = 0
  record = null
  inbound = async (sms) => void inbox.push(sms)
})

async function begin(script: Script = () => null, pin: string | null = null): Promise<void> {
  far = scriptedModem(script)
  transport = modemTransport({
    world: { clock, random: seededRandom(1), log: silent },
    open: far.open,
    sink: { inbound: (sms) => inbound(sms), report: async (report) => void reports.push(report) },
    pin,
    book: { print: (text) => text, read: () => record, write: keep },
    number: null,
  })
  for (let step = 0; step < 50; step++) await clock.advance(100)
}
const keep = (next: PinRecord | null): void => {
  record = next
}
const tries = () => far.heard.filter((command) => command.startsWith('AT+CPIN="')).length

/** An SMS-DELIVER from +46701234567. */
function deliver(text: string, joins: Parameters<typeof encodeUserData>[2] = null): string {
  return `00${joins ? '44' : '04'}0B916407214365F7000062112221436540${toHex(encodeUserData(text, 'gsm7', joins))}`
}
const octets = (pdu: string) => pdu.length / 2 - 1
const listed = (index: number, stat: number, pdu: string, alpha = '') => [
  `+CMGL: ${index},${stat},${alpha},${octets(pdu)}`,
  pdu,
]
/** An SMS-STATUS-REPORT: part 42 to +46701234567 was delivered. */
const REPORT = '00062A0B916407214365F7621122214365406211222143658000'

/** A memory with messages, from which deletions really take away. */
function memory(places: Map<number, readonly string[]>, change: Script = () => null): Script {
  return (command) => {
    const changed = change(command)
    if (changed) return changed
    if (/^AT\+CPMS="/.test(command)) return [`+CPMS: ${places.size},10,0,10,0,10`, 'OK']
    if (command === 'AT+CMGL=4') return [...[...places.values()].flat(), 'OK']
    const index = /^AT\+CMGD=([0-9]+)$/.exec(command)?.[1]
    if (index !== undefined) places.delete(Number(index))
    return null
  }
}

test('what a program before us left open is taken back first: the body of a message that waits for its end', async () => {
  await begin()
  expect(far.heard.slice(0, 2)).toEqual(['ESC', 'AT'])
  expect(transport.state()).toEqual({ ready: true, signal_dBm: -73, network: 'Net' })
})

test('received messages go to the sink, what cannot be read is taken away, and what others wrote stays', async () => {
  const places = new Map([
    [1, listed(1, 0, deliver('one'), '"Smith, J"')],
    [2, listed(2, 0, '00440B91')],
    [3, listed(3, 3, deliver('sent by us'))],
    [4, ['+CMGL: 4,1,,30', 'noise']],
    [5, listed(5, 1, `00040B916407214365F7000462112221436540020102`)],
  ])
  await begin(memory(places))
  expect(inbox.map(({ text, from, transport: by }) => [text, from, by])).toEqual([['one', '+46701234567', 'modem']])
  expect([...places.keys()]).toEqual([3, 4])
})

test('a place that cannot be freed is tried again, and its message is not passed on twice', async () => {
  const places = new Map([[1, listed(1, 0, deliver('one'))]])
  let stuck = true
  await begin(memory(places, (command) => (stuck && command.startsWith('AT+CMGD') ? ['+CMS ERROR: 320'] : null)))
  await clock.advance(300_000)
  expect([inbox.length, places.size]).toEqual([1, 1])
  stuck = false
  await clock.advance(120_000)
  expect([inbox.length, places.size]).toEqual([1, 0])
})

test('a modem that can only store reports has them read from where they lie', async () => {
  const places = new Map([[7, listed(7, 0, REPORT)]])
  const told: string[] = []
  await begin(
    memory(places, (command) => {
      if (command === 'AT+CPMS=?') return ['+CPMS: ("SM","SR"),("SM"),("SM")', 'OK']
      if (command === 'AT+CNMI=2,1,0,1,0') return ['+CMS ERROR: 303']
      if (/^AT\+CPMS="/.test(command)) told.push(command)
      return null
    }),
  )
  expect(far.heard).toContain('AT+CNMI=2,1,0,2,0')
  expect(told).toContain('AT+CPMS="SR"')
  expect(reports).toMatchObject([{ providerId: partId(42, '+46701234567'), state: 'delivered' }])
  expect(places.size).toBe(0)
  places.set(7, listed(7, 0, REPORT.replace(/00$/, '46')))
  far.say('+CDSI: "SR",7')
  await clock.advance(100)
  expect(reports[1]).toMatchObject({ state: 'failed', reason: 'status 0x46' })
})

test('a report that is shown is noted and acknowledged', async () => {
  await begin()
  far.say(`+CDS: ${octets(REPORT)}`, REPORT)
  await settle()
  expect(reports).toMatchObject([{ providerId: partId(42, '0701234567'), state: 'delivered' }])
  expect(far.heard.at(-1)).toBe('AT+CNMA')
})

test('a message that is shown and not stored is acknowledged when the sink has it, and not before', async () => {
  await begin()
  const promise = Promise.withResolvers<void>()
  inbound = (sms) => promise.promise.then(() => void inbox.push(sms))
  const pdu = deliver('shown')
  far.say(`+CMT: ,${octets(pdu)}`, pdu)
  await settle()
  expect(far.heard).not.toContain('AT+CNMA')
  promise.resolve()
  await settle()
  expect(inbox.map(({ text }) => text)).toEqual(['shown'])
  expect(far.heard.filter((command) => command === 'AT+CNMA')).toHaveLength(1)
})

test('parts that are shown are acknowledged one by one, or the next would never come', async () => {
  await begin()
  for (const part of [2, 1]) {
    const pdu = deliver(`part ${part}.`, { reference: 9, bits: 8, parts: 2, part })
    far.say(`+CMT: ,${octets(pdu)}`, pdu)
    await settle()
  }
  expect(inbox.map(({ text }) => text)).toEqual(['part 1.part 2.'])
  expect(far.heard.filter((command) => command === 'AT+CNMA')).toHaveLength(2)
})

test('a PIN whose outcome nobody knows is tried again only where the SIM says that it has lost no try', async () => {
  const asks: Script = (command) => (command === 'AT+CPIN?' ? ['+CPIN: SIM PIN', 'OK'] : null)
  record = { print: '1234', outcome: 'unknown' }
  await begin((command) => (command === 'AT+CPINR' ? ['+CPINR: SIM PIN,3,3', 'OK'] : asks(command)), '1234')
  expect(tries()).toBe(1)
  await transport.close()
  record = { print: '1234', outcome: 'unknown' }
  await begin((command) => (command === 'AT+CPINR' ? ['ERROR'] : asks(command)), '1234')
  expect(tries()).toBe(0)
  await transport.close()
  record = null
  await begin((command) => (command === 'AT+CPINR' ? ['+CPINR: SIM PIN,1,3', 'OK'] : asks(command)), '1234')
  expect([tries(), transport.state().why]).toEqual([0, 'one try is left for the PIN: enter it by hand'])
})

test('that a PIN is about to be tried is written down before it is, and a refused one stays so until it is changed', async () => {
  const written: (string | undefined)[] = []
  const script: Script = (command) => {
    if (command === 'AT+CPIN?') return ['+CPIN: SIM PIN', 'OK']
    if (!command.startsWith('AT+CPIN="')) return null
    written.push(record?.outcome)
    return ['+CME ERROR: 16']
  }
  await begin(script, '1111')
  expect([written, record]).toEqual([['unknown'], { print: '1111', outcome: 'refused' }])
  await clock.advance(3_600_000)
  expect(tries()).toBe(1)
  await transport.close()
  await begin(script, '2222')
  expect(written).toHaveLength(2)
})

test('echo that comes back in mid-send is not taken for an answer', async () => {
  await begin((command) => {
    if (command === 'AT+CMGS=14') return ['AT+CMGS=14', '> ']
    return /^0021/.test(command) ? [command, '+CMGS: 200', 'OK'] : null
  })
  const { providerIds } = await transport.send({ id: 'x', to: '+46701234567', from: null, text: 'x' })
  expect(providerIds).toEqual([partId(200, '+46701234567')])
})

test('a code is given a life of its own in the network', async () => {
  await begin((command) => (/^0031/.test(command) ? ['+CMGS: 1', 'OK'] : null))
  const sent = transport.send({ id: 'x', to: '+46701234567', from: null, text: 'x', notAfter: clock.now() + 600_000 })
  await sent
  expect(far.heard.at(-1)).toBe('0031000B916407214365F70000010178')
})

test('the line lost behind the body is a doubt; before it, none', async () => {
  await begin((command) => (/^0021/.test(command) ? [] : null))
  const doubt = transport.send({ id: 'x', to: '+46701234567', from: null, text: 'x' }).catch(({ kind }) => kind)
  await settle()
  far.hangUp()
  expect(await doubt).toBe('unclear')
  expect(await transport.send({ id: 'x', to: '+46701234567', from: null, text: 'x' }).catch(({ kind }) => kind)).toBe(
    'unavailable',
  )
})
