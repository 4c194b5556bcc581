import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { SmsTransport } from '../../../src/flows/sms/transport.ts'
import { SMPP_LIMITS } from '../../../src/sms/smpp/limits.ts'
import { smppTransport } from '../../../src/sms/smpp/transport.ts'
import { socketWire } from '../../../src/sms/smpp/wire.ts'
import { silent } from '../../../src/std/log.ts'
import { type ManualClock, manualClock } from '../../../src/std/manual-clock.ts'
import { seededRandom } from '../../../src/std/random.ts'
import { type HeldSink, heldSink } from '../held-sink.ts'
import { until } from '../transport-contract.ts'
import { type PerlSmsc, perlSmsc } from './perl-smsc.ts'

// The other end is Net::SMPP: what it reads of us, and what it writes to us.

const ACCOUNT = { systemId: 'koppel', password: 'secret', systemType: 'VMA', from: '+46700000000' }
let smsc: PerlSmsc
let clock: ManualClock
let sink: HeldSink
let transport: SmsTransport

const connect = (account = ACCOUNT): SmsTransport => {
  const world = { clock, random: seededRandom(1), log: silent }
  return smppTransport({ world, open: socketWire({ tls: false, host: '127.0.0.1', port: smsc.port }), account, sink })
}
const ready = () => until(() => transport.state().ready)
const send = (text: string, more: { from?: string; notAfter?: number } = {}) =>
  transport.send({ id: 'm1', to: '+436641234567', from: null, text, ...more })
const hex = (text: string, encoding: 'latin1' | 'utf16be' = 'latin1'): string =>
  (encoding === 'latin1' ? Buffer.from(text, 'latin1') : Buffer.from(text, 'utf16le').swap16()).toString('hex')
/** Delivers; resolves to the status that Net::SMPP got. */
async function deliver(command: Record<string, unknown>): Promise<number> {
  smsc.order({ do: 'deliver', from: '436641234567', to: '46700000000', ...command })
  return Number((await smsc.next('answer')).status)
}

beforeEach(async () => {
  smsc = await perlSmsc()
  clock = manualClock()
  sink = heldSink()
  transport = connect()
  await ready()
})
afterEach(async () => {
  await transport.close()
  await smsc.close()
})

describe('Net::SMPP reads of us', () => {
  test('who binds: SMPP 3.4 as a transceiver', async () => {
    expect(await smsc.next('bind')).toMatchObject({ right: true, systemType: 'VMA', version: 0x34 })
  })

  test('a message in the default alphabet: addresses, alphabet, and that a receipt is wanted', async () => {
    await send('Größe: 5 €')
    expect(await smsc.next('submit')).toMatchObject({
      ...{ from: '46700000000', fromTon: 1, fromNpi: 1, to: '436641234567', toTon: 1, toNpi: 1 },
      ...{ coding: 0, text: 'Größe: 5 €', octets: 11, total: 1, receipt: 1, validity: '' },
    })
  })

  test('a name that sends', async () => {
    await send('x', { from: 'Koppel' })
    expect(await smsc.next('submit')).toMatchObject({ from: 'Koppel', fromTon: 5, fromNpi: 0 })
  })

  test.each([
    ['161 characters', 'a'.repeat(161), 0, [159, 14]],
    ['71 characters of UCS-2', 'ж'.repeat(71), 8, [140, 14]],
    ['ten parts', 'a'.repeat(1530), 0, Array(10).fill(159)],
  ])('%s in parts that fit into an SMS, under one reference', async (_, text, coding, octets) => {
    const { providerIds } = await send(text)
    const parts = await Promise.all(octets.map(() => smsc.next('submit')))
    expect(parts.map((part) => part.octets)).toEqual(octets)
    expect(parts.map(({ number }) => number)).toEqual(octets.map((_each, at) => at + 1))
    expect(new Set(parts.map(({ reference }) => reference)).size).toBe(1)
    expect(parts.every((part) => part.coding === coding && part.total === octets.length)).toBe(true)
    expect(parts.map((part) => part.text).join('')).toBe(text)
    expect(providerIds).toEqual(parts.map(({ id }) => id))
  })

  test('two messages after one another under references of their own', async () => {
    await send('a'.repeat(161))
    await send('b'.repeat(161))
    const parts = await Promise.all([1, 2, 3, 4].map(() => smsc.next('submit')))
    expect(new Set(parts.map(({ reference }) => reference)).size).toBe(2)
  })

  test('how long a message is of use', async () => {
    await send('x', { notAfter: clock.now() + (26 * 3_600 + 61) * 1_000 })
    expect((await smsc.next('submit')).validity).toBe('000001020101000R')
    await send('x', { notAfter: clock.now() - 1 })
    expect((await smsc.next('submit')).validity).toBe('000000000100000R')
  })

  test('more than ten parts is more than we send', async () => {
    await expect(send('a'.repeat(1531))).rejects.toMatchObject({ kind: 'rejected' })
    await expect(send('ж'.repeat(671))).rejects.toMatchObject({ kind: 'rejected' })
    await expect(send('a'.repeat(100_000))).rejects.toMatchObject({ kind: 'rejected' })
  })

  test('that we ask whether it is there, answer when it asks, and say goodbye', async () => {
    await clock.advance(SMPP_LIMITS.idle_ms)
    await smsc.next('enquire_link')
    smsc.order({ do: 'enquire' })
    expect(await smsc.next('pdu')).toMatchObject({ cmd: 0x8000_0015, status: 0 })
    await transport.close()
    await smsc.next('unbind')
  })

  test('that a wrong password is no reason to hammer', async () => {
    await transport.close()
    transport = connect({ ...ACCOUNT, password: 'wrong' })
    await until(() => transport.state().why === 'the SMSC refused the bind, status 0xe')
    await smsc.next('bind')
    expect(await smsc.next('bind')).toMatchObject({ right: false })
    expect(smsc.events.filter(({ event }) => event === 'bind')).toHaveLength(2)
  })
})

describe('Net::SMPP writes to us', () => {
  test.each([
    ['its default alphabet, GSM 03.38', 0, '1b65', '€'],
    ['its default alphabet, where that is Latin 1', 0, hex('Größe'), 'Größe'],
    ['IA5', 1, hex('cl.5P'), 'cl.5P'],
    ['Latin 1', 3, hex('Größe'), 'Größe'],
    ['UCS-2', 8, hex('Größe 🐕', 'utf16be'), 'Größe 🐕'],
    ['UCS-2 with a message class', 0x18, hex('ж', 'utf16be'), 'ж'],
    ['the default alphabet with a message class', 0xf1, hex('hi'), 'hi'],
  ])('a message in %s', async (_, coding, octets, text) => {
    expect(await deliver({ coding, octets })).toBe(0)
    expect(sink.kept).toEqual([
      expect.objectContaining({ from: '+436641234567', to: '+46700000000', text, sentAt: null }),
    ])
  })

  test.each([
    [1, '436641234567', '+436641234567'],
    [0, '436641234567', '+436641234567'],
    [0, '06641234567', '06641234567'],
    [2, '6641234567', '6641234567'],
    [3, '12345', '12345'],
    [5, 'Carrier', 'Carrier'],
    [5, '436641234567', '436641234567'],
  ])('a sender of type %i, %s', async (ton, from, told) => {
    await deliver({ ton, from, octets: hex('x') })
    expect(sink.kept[0]?.from).toBe(told)
  })

  test('a message of parts by tagged parameters', async () => {
    const sar = (number: number) => ({
      sar_msg_ref_num: '0007',
      sar_total_segments: '02',
      sar_segment_seqnum: `0${number}`,
    })
    const statuses = [
      deliver({ octets: hex('one '), optional: sar(1) }),
      deliver({ octets: hex('two'), optional: sar(2) }),
    ]
    expect(await Promise.all(statuses)).toEqual([0, 0])
    expect(sink.kept.map(({ text }) => text)).toEqual(['one two'])
  })

  test('a long message in one piece', async () => {
    const text = 'long '.repeat(400)
    expect(await deliver({ optional: { message_payload: hex(text) } })).toBe(0)
    expect(sink.kept[0]?.text).toBe(text)
  })

  test('parts with a character across their seam, in references of 16 bits, out of order', async () => {
    const octets = Buffer.from(hex('ab🐕cd', 'utf16be'), 'hex')
    const head = (number: number): string => Buffer.from([6, 8, 4, 1, 2, 2, number]).toString('hex')
    const piece = (number: number, part: Buffer) => ({
      coding: 8,
      esm: 0x40,
      octets: head(number) + part.toString('hex'),
    })
    const statuses = [deliver(piece(2, octets.subarray(6))), deliver(piece(1, octets.subarray(0, 6)))]
    expect(await Promise.all(statuses)).toEqual([0, 0])
    expect(sink.kept.map(({ text }) => text)).toEqual(['ab🐕cd'])
  })

  test('an SMSC that waits for each answer gets a message of parts through', async () => {
    const piece = (number: number) => ({ esm: 0x40, octets: `050003010${2}0${number}${hex(`part ${number} `)}` })
    const first = deliver(piece(1))
    await until(() => clock.nextAt() !== null && (clock.nextAt() ?? 0) <= clock.now() + SMPP_LIMITS.hold_ms)
    await clock.advance(SMPP_LIMITS.hold_ms)
    expect(await first).toBe(0x64)
    expect(await deliver(piece(2))).toBe(0)
    expect(await deliver(piece(1))).toBe(0)
    expect(sink.kept.map(({ text }) => text)).toEqual(['part 1 part 2 '])
  })

  test('receipts by tagged parameters, and on the way', async () => {
    const id = `${hex('SMSC1')}00`
    const states = {
      '01': 'buffered',
      '02': 'delivered',
      '03': 'failed',
      '05': 'failed',
      '06': 'buffered',
      '08': 'failed',
    }
    for (const state of Object.keys(states))
      await deliver({ esm: state === '01' ? 0x20 : 0x04, optional: { receipted_message_id: id, message_state: state } })
    expect(sink.reports.map(({ providerId, state }) => [providerId, state])).toEqual(
      Object.values(states).map((state) => ['SMSC1', state]),
    )
    expect(sink.reports.at(-1)).toMatchObject({ reason: 'REJECTD', at: clock.now(), transport: 'smpp' })
    expect(sink.brought).toEqual([])
  })

  test('a receipt by its text, with the error of the network', async () => {
    const text = 'id:SMSC9 sub:001 dlvrd:000 submit date:2611221200 done date:2611221201 stat:UNDELIV err:027 text:'
    expect(await deliver({ esm: 0x04, octets: hex(text) })).toBe(0)
    expect(sink.reports).toEqual([
      { transport: 'smpp', providerId: 'SMSC9', state: 'failed', reason: 'UNDELIV 027', at: clock.now() },
    ])
  })
})

test('a connection that is lost is made anew, and a message whose answer was lost with it is the same one', async () => {
  sink.hold()
  smsc.order({ do: 'deliver', from: '436641234567', to: '46700000000', octets: hex('once') })
  await until(() => sink.brought.length === 1)
  smsc.order({ do: 'drop' })
  await until(() => !transport.state().ready)
  await clock.advance(SMPP_LIMITS.reconnect_first_ms)
  await ready()
  const again = deliver({ octets: hex('once') })
  // It has come when its answer is awaited; nothing was brought for it.
  smsc.order({ do: 'sync' })
  await smsc.next('synced')
  sink.release()
  expect(await again).toBe(0)
  expect(sink.kept).toHaveLength(1)
  expect(sink.brought).toHaveLength(1)
})
