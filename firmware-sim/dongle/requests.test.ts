import { createHash, createHmac } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { createDongleBench, type DongleBench, IDENTITY } from '../testing/dongle-bench.ts'
import { frameBytes, REQUEST } from './codec/frame.ts'
import { COMMAND } from './react.ts'

const MINUTE_MS = 60_000
const WRONG = '0500010000000000'

async function greeted(given: Parameters<typeof createDongleBench>[0] = {}): Promise<DongleBench> {
  const bench = createDongleBench(given)
  await bench.plug()
  await bench.hello()
  return bench
}

const unlock = (bench: DongleBench, number: string, type: number | 'e', counter: number) =>
  bench.ask(COMMAND.unlock, bench.code(number, type, counter))

describe('hello (docs/protocol/dongle.md §3)', () => {
  it('tells version, the nonce, and counts its sessions and its power-ons for ever', async () => {
    const bench = createDongleBench()
    await bench.plug()
    const nonce = 'a0a1a2a3a4a5a6a7a8a9aaabacadaeaf'
    const name = `0b${Buffer.from('carat-sim 1').toString('hex')}`
    expect(await bench.ask(COMMAND.hello, `01${nonce}`)).toBe(`0001${nonce}0000000100000001${name}`)
    expect(await bench.ask(COMMAND.hello, `01${nonce}`)).toBe(`0001${nonce}0000000200000001${name}`)
    await bench.dongle.unplug()
    await bench.plug()
    expect(await bench.ask(COMMAND.hello, `01${nonce}`)).toBe(`0001${nonce}0000000300000002${name}`)
  })

  it('comes before everything else, after every loss of power too', async () => {
    const bench = createDongleBench()
    await bench.plug()
    for (const command of [0x02, 0x03, 0x04, 0x05, 0x06, 0x10, 0x11, 0x77]) expect(await bench.ask(command)).toBe('03')
    await bench.hello()
    expect(await bench.ask(COMMAND.licences)).toMatch(/^00/)
    await bench.dongle.power('off')
    expect(await bench.ask(COMMAND.licences)).toBeNull()
    await bench.dongle.power('on')
    expect(await bench.ask(COMMAND.licences)).toBe('03')
  })

  it('in a version that it does not speak, or of another length, is not carried out', async () => {
    const bench = await greeted()
    const { session } = bench.dongle.state()
    expect(await bench.ask(COMMAND.hello, `02${'00'.repeat(16)}`)).toBe('0601')
    expect(await bench.ask(COMMAND.hello, `00${'00'.repeat(16)}`)).toBe('0601')
    expect(await bench.ask(COMMAND.hello, '01')).toBe('02')
    expect(bench.dongle.state().session).toBe(session)
    expect(await bench.ask(COMMAND.licences)).toMatch(/^00/)
  })
})

describe('stop and wait (§2)', () => {
  it('a request sent again is answered with the same bytes and has no second effect', async () => {
    const bench = await greeted()
    await bench.enter('Anna')
    const request = frameBytes({
      type: REQUEST,
      sequence: 200,
      command: COMMAND.unlock,
      payload: Buffer.from(WRONG, 'hex'),
    })
    const [first] = await bench.send(request)
    const again = await bench.send(request)
    expect(again).toEqual([first])
    expect(await bench.send(Buffer.concat([request, request]))).toEqual([first, first])
    expect(bench.dongle.state().failures).toBe(1)
  })

  it('the same sequence with another command, and another sequence, are new requests', async () => {
    const bench = await greeted()
    await bench.enter('Anna')
    const wrong = (sequence: number) =>
      frameBytes({ type: REQUEST, sequence, command: COMMAND.unlock, payload: Buffer.from(WRONG, 'hex') })
    await bench.send(wrong(200))
    await bench.send(frameBytes({ type: REQUEST, sequence: 200, command: COMMAND.status, payload: new Uint8Array(0) }))
    await bench.send(wrong(200))
    expect(bench.dongle.state().failures).toBe(2)
  })

  it('a hello forgets the last answer', async () => {
    const bench = await greeted()
    await bench.enter('Anna')
    const request = frameBytes({
      type: REQUEST,
      sequence: 200,
      command: COMMAND.unlock,
      payload: Buffer.from(WRONG, 'hex'),
    })
    await bench.send(request)
    await bench.hello()
    await bench.send(request)
    expect(bench.dongle.state().failures).toBe(2)
  })

  it('a request that comes while the one before is being carried out is answered after it', async () => {
    const bench = await greeted()
    bench.dongle.answerLate(400)
    const status = (sequence: number) =>
      frameBytes({ type: REQUEST, sequence, command: COMMAND.status, payload: new Uint8Array(0) })
    const frames = await bench.send(Buffer.concat(Array.from({ length: 20 }, (_, at) => status(100 + at))))
    expect(frames).toEqual([])
    await bench.clock.advance(20_000)
    expect(frames.map(({ sequence }) => sequence)).toEqual([100, 101, 102, 103])
  })
})

describe('identity, user information, status (§4, §5)', () => {
  it('proves itself for a challenge by its key', async () => {
    const bench = await greeted()
    const number = await bench.enter('Anna Lund, Lund & Co')
    const challenge = Buffer.alloc(16, 0xc1)
    const text = Buffer.concat([Buffer.from('koppel/v1/dongle-identity\0'), challenge, Buffer.from(number, 'hex')])
    const proof = createHmac('sha256', Buffer.from(IDENTITY.key, 'base64url')).update(text).digest('hex')
    expect(await bench.ask(COMMAND.identity, challenge)).toBe(`00${number.toLowerCase()}03${proof}`)
    expect(await bench.ask(COMMAND.identity, '00')).toBe('02')
  })

  it('makes a fingerprint of the text as sent, and none of no text', async () => {
    const bench = await greeted()
    for (const text of ['Anna', 'Ännå Ängström €', 'x'.repeat(200)]) {
      const hash = createHash('sha256')
        .update('koppel/v1/user-information')
        .update(Buffer.from([0]))
        .update(text)
      expect(await bench.enter(text)).toBe(`FC00012A${hash.digest('hex').slice(0, 8).toUpperCase()}`)
    }
    expect(await bench.enter('')).toBe('FC00012A00000000')
    expect(bench.dongle.state().licenceNumber).toBe('FC00012A00000000')
  })

  it.each([
    ['201 bytes', Buffer.alloc(201, 0x41)],
    ['half a character', Buffer.from([0x41, 0xc3])],
    ['an overlong zero', Buffer.from([0xc0, 0x80])],
    ['a surrogate', Buffer.from([0xed, 0xa0, 0x80])],
  ])('of %s is malformed and changes nothing', async (_, text) => {
    const bench = await greeted()
    const number = await bench.enter('Anna')
    expect(await bench.ask(COMMAND.userInformation, text)).toBe('02')
    expect(bench.dongle.state().licenceNumber).toBe(number)
  })

  it('tells counters, failures, lock-out and its time', async () => {
    const bench = await greeted()
    await bench.enter('Anna')
    await bench.ask(COMMAND.unlock, WRONG)
    await bench.clock.advance(65_400)
    expect(await bench.ask(COMMAND.status)).toBe(`00${'0'.repeat(16)}010000000000010000000100000041`)
  })

  it.each([COMMAND.licences, COMMAND.status, COMMAND.selfTest])('command %i takes no payload', async (command) => {
    const bench = await greeted()
    expect(await bench.ask(command, '00')).toBe('02')
  })

  it('a command that it does not know is told so', async () => {
    const bench = await greeted()
    expect(await bench.ask(0x77)).toBe('01')
    expect(await bench.ask(0x00)).toBe('01')
  })
})

describe('judging an unlock code (§6)', () => {
  it('unlocks what the code gives, and tells what is held', async () => {
    const bench = await greeted()
    const number = await bench.enter('Anna')
    expect(await unlock(bench, number, 31, 1)).toBe('00011f00')
    expect(await unlock(bench, number, 'e', 300)).toBe('00011f01')
    expect(await bench.ask(COMMAND.licences)).toBe(`00${number.slice(8).toLowerCase()}1f010001012c`)
  })

  it('the same code once more, and one for fewer points, is held already, and raises the counter', async () => {
    const bench = await greeted()
    const number = await bench.enter('Anna')
    await unlock(bench, number, 5, 1)
    expect(await unlock(bench, number, 5, 1)).toBe('00020500')
    expect(await unlock(bench, number, 3, 7)).toBe('00020500')
    expect(await bench.ask(COMMAND.licences)).toMatch(/05000007....$/)
  })

  it('an upgrade with the same counter unlocks, one with a lower counter is old and no failure', async () => {
    const bench = await greeted()
    const number = await bench.enter('Anna')
    await unlock(bench, number, 3, 4)
    await bench.ask(COMMAND.unlock, WRONG)
    expect(await unlock(bench, number, 5, 3)).toBe('12')
    expect(bench.dongle.state()).toMatchObject({ points: 3, failures: 1 })
    expect(await unlock(bench, number, 5, 4)).toBe('00010500')
    expect(bench.dongle.state()).toMatchObject({ points: 5, failures: 0 })
  })

  it('points and E have counters of their own', async () => {
    const bench = await greeted()
    const number = await bench.enter('Anna')
    await unlock(bench, number, 3, 9)
    expect(await unlock(bench, number, 'e', 1)).toBe('00010301')
  })

  it('without user information there is nothing to unlock', async () => {
    const bench = await greeted()
    expect(await unlock(bench, 'FC00012A00000000', 5, 1)).toBe('11')
    expect(bench.dongle.state().failures).toBe(0)
  })

  it.each([
    ['another dongle', (bench: DongleBench, number: string) => bench.code(`FC00012B${number.slice(8)}`, 5, 1)],
    ['another user', (bench: DongleBench) => bench.code('FC00012A12345678', 5, 1)],
    ['operation 0', (bench: DongleBench, number: string) => bench.code(number, 0, 1)],
  ])('a code for %s is wrong', async (_, make) => {
    const bench = await greeted()
    const number = await bench.enter('Anna')
    expect(await bench.ask(COMMAND.unlock, make(bench, number))).toBe('10010000')
    expect(bench.dongle.state()).toMatchObject({ points: 0, e: false, failures: 1 })
  })

  it('a code of which any one digit is another is wrong', async () => {
    const bench = createDongleBench()
    await bench.dongle.enterUserInformation('Anna')
    const right = Buffer.from(bench.code(bench.dongle.state().licenceNumber, 31, 1)).toString('hex')
    for (let digit = 0; digit < 16; digit++) {
      // The power does not help against what failures cost, so each digit has a dongle of its own.
      const other = await greeted()
      await other.enter('Anna')
      const turned = ((Number.parseInt(right[digit] ?? '', 16) + 1 + digit) % 16).toString(16)
      const changed = right.slice(0, digit) + turned + right.slice(digit + 1)
      if (changed === right) continue
      expect(await other.ask(COMMAND.unlock, changed)).toBe('10010000')
    }
  })

  it('locks out from the third wrong code in a row, for a minute doubling to 512', async () => {
    const bench = await greeted()
    const number = await bench.enter('Anna')
    const begins: number[] = []
    for (let failure = 1; failure <= 14; failure++) {
      const answer = await bench.ask(COMMAND.unlock, WRONG)
      const [, failures = '', seconds = ''] = /^10(..)(....)$/.exec(answer ?? '') ?? []
      expect(Number.parseInt(failures, 16)).toBe(failure)
      const left_s = Number.parseInt(seconds, 16)
      begins.push(left_s / 60)
      if (left_s > 0) {
        await bench.clock.advance(left_s * 1000 - 500)
        expect(await unlock(bench, number, 5, 1)).toBe('040001')
        await bench.clock.advance(500)
      }
    }
    expect(begins).toEqual([0, 0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 512, 512])
    expect(await unlock(bench, number, 5, 1)).toBe('00010500')
    expect(await bench.ask(COMMAND.unlock, WRONG)).toBe('10010000')
  })

  it('a right code that gives nothing new does not buy further guesses', async () => {
    const bench = await greeted()
    const number = await bench.enter('Anna')
    await unlock(bench, number, 1, 1)
    for (const answer of ['10010000', '10020000', '1003003c']) {
      expect(await bench.ask(COMMAND.unlock, WRONG)).toBe(answer)
      if (answer.endsWith('0000')) expect(await unlock(bench, number, 1, 1)).toBe('00020100')
    }
  })

  it('lock-out is time with power on: cutting the power begins the stored rest anew', async () => {
    const bench = await greeted()
    const number = await bench.enter('Anna')
    for (let failure = 1; failure <= 4; failure++) {
      await bench.ask(COMMAND.unlock, WRONG)
      if (failure === 3) await bench.clock.advance(MINUTE_MS)
    }
    expect(bench.dongle.state().lockOut_s).toBe(120)
    await bench.clock.advance(75_000)
    expect(bench.dongle.state().lockOut_s).toBe(45)
    await bench.dongle.unplug()
    await bench.clock.advance(3_600_000)
    await bench.plug()
    await bench.hello()
    expect(bench.dongle.state().lockOut_s).toBe(60)
    expect(await unlock(bench, number, 5, 1)).toBe('04003c')
    await bench.clock.advance(MINUTE_MS)
    await bench.dongle.unplug()
    await bench.plug()
    await bench.hello()
    expect(await unlock(bench, number, 5, 1)).toBe('00010500')
  })
})

describe('memory of licences (§5)', () => {
  it('what A held, A holds again, and B none of it', async () => {
    const bench = await greeted()
    const a = await bench.enter('A')
    await unlock(bench, a, 5, 2)
    const b = await bench.enter('B')
    expect(await bench.ask(COMMAND.licences)).toMatch(/^00.{8}0{12}$/)
    expect(await unlock(bench, a, 5, 2)).toBe('10010000')
    expect(await unlock(bench, b, 7, 1)).toBe('00010700')
    await bench.enter('A')
    expect(await bench.ask(COMMAND.licences)).toMatch(/^00.{8}050000020000$/)
  })

  it('holds sixteen numbers, drops the one that was present longest ago, and never the present one', async () => {
    const bench = await greeted()
    for (let user = 1; user <= 16; user++) await unlock(bench, await bench.enter(`user ${user}`), user, 1)
    await bench.enter('user 1')
    await unlock(bench, await bench.enter('user 17'), 17, 1)
    const held: number[] = []
    for (let user = 1; user <= 17; user++) {
      await bench.enter(`user ${user}`)
      held.push(bench.dongle.state().points)
    }
    expect(held).toEqual([1, 0, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17])
  })

  it('texts under which nothing is held cost nobody a licence', async () => {
    const bench = await greeted()
    await unlock(bench, await bench.enter('A'), 5, 1)
    for (let key = 0; key < 100; key++) await bench.enter(`B${key}`)
    await bench.enter('A')
    expect(bench.dongle.state().points).toBe(5)
  })
})

describe('self-test and memory fault (§3)', () => {
  it('a sound dongle has no fault', async () => {
    const bench = await greeted()
    const answer = bench.insist(COMMAND.selfTest)
    await bench.clock.advance(2)
    expect(await answer).toBe('0000')
  })

  it.each([
    ['memory', '0001'],
    ['key', '0002'],
    ['mac', '0004'],
    ['clock', '0008'],
  ] as const)('a broken %s is found, and nothing is judged any more until it is mended', async (part, found) => {
    const bench = await greeted()
    const number = await bench.enter('Anna')
    bench.dongle.damage(part, true)
    const told = bench.insist(COMMAND.selfTest)
    await bench.clock.advance(2)
    expect(await told).toBe(found)
    expect(await unlock(bench, number, 5, 1)).toBe('05')
    expect(await bench.hello()).toBe('05')
    bench.dongle.damage(part, false)
    await bench.dongle.unplug()
    await bench.plug()
    expect(await bench.hello()).toMatch(/^0001/)
    expect(await unlock(bench, number, 5, 1)).toBe('00010500')
  })

  it('a memory that takes nothing is told at the first write, and holds what it held', async () => {
    const bench = await greeted()
    const number = await bench.enter('Anna')
    bench.dongle.damage('memory', true)
    expect(await unlock(bench, number, 5, 1)).toBe('05')
    expect(await bench.ask(COMMAND.status)).toBe('05')
    bench.dongle.damage('memory', false)
    await bench.dongle.unplug()
    await bench.plug()
    expect(bench.dongle.state().points).toBe(0)
  })

  it('a memory that cannot be read is not taken for an empty one', async () => {
    const nvm = { load: (): Uint8Array => Buffer.from('{"version":1'), store: () => Promise.resolve() }
    const bench = createDongleBench({ nvm })
    await bench.plug()
    expect(await bench.hello()).toBe('05')
    const told = bench.insist(COMMAND.selfTest)
    await bench.clock.advance(2)
    expect(await told).toBe('0001')
    expect(bench.dongle.state()).toMatchObject({ faulty: true, points: 0 })
  })
})
