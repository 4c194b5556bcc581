import { describe, expect, it } from 'vitest'
import { settle } from '../../src/std/manual-clock.ts'
import { memoryNvm, type Nvm } from '../nvm/nvm.ts'
import { createDongleBench, type DongleBench } from '../testing/dongle-bench.ts'
import { CUT_MOMENTS } from './firmware.ts'
import { COMMAND } from './react.ts'

const WRONG = '0500010000000000'

async function withUser(nvm?: Nvm): Promise<{ bench: DongleBench; number: string }> {
  const bench = createDongleBench(nvm ? { nvm } : {})
  await bench.plug()
  await bench.hello()
  return { bench, number: await bench.enter('Anna') }
}

const order = (counter: number, number: string, code: Uint8Array): Buffer =>
  Buffer.concat([
    Buffer.from(`019000000000700080000000${counter.toString(16).padStart(8, '0')}`, 'hex'),
    Buffer.from(counter.toString(16).padStart(16, '0') + number, 'hex'),
    code,
  ])

describe('a power cut', () => {
  it('before the memory is written leaves nothing done', async () => {
    const { bench, number } = await withUser()
    const before = bench.stored()
    bench.dongle.armPowerCut('before-persist', 1_000)
    expect(await bench.ask(COMMAND.unlock, bench.code(number, 5, 1))).toBeNull()
    expect(bench.dongle.state()).toMatchObject({ power: 'off', points: 0, armed: null })
    expect(bench.stored()).toEqual(before)
    await bench.clock.advance(1_000)
    expect(bench.dongle.state()).toMatchObject({ power: 'on', points: 0, boot: 2 })
  })

  it.each(['after-persist', 'mid-answer'] as const)(
    '%s leaves it done, and the code is held already when it comes again',
    async (moment) => {
      const { bench, number } = await withUser()
      bench.dongle.armPowerCut(moment, 1_000)
      expect(await bench.insist(COMMAND.unlock, bench.code(number, 5, 1))).toBe('00020500')
      expect(bench.dongle.state()).toMatchObject({ points: 5, boot: 2 })
    },
  )

  it('in mid-answer has half of the frame on the line, which nobody takes for a whole one', async () => {
    const { bench, number } = await withUser()
    bench.dongle.armPowerCut('mid-answer', 1_000)
    expect(await bench.ask(COMMAND.unlock, bench.code(number, 5, 1))).toBeNull()
    expect(bench.heardRest().length).toBeGreaterThan(3)
    await bench.clock.advance(1_000)
    await bench.hello()
    expect(await bench.ask(COMMAND.licences)).toMatch(/^00.{8}05/)
  })

  it.each(CUT_MOMENTS)('%s of a wrong code costs no failure that was told, and gives none back', async (moment) => {
    const { bench } = await withUser()
    for (let failure = 1; failure <= 2; failure++) await bench.ask(COMMAND.unlock, WRONG)
    bench.dongle.armPowerCut(moment, 10)
    expect(await bench.ask(COMMAND.unlock, WRONG)).toBeNull()
    await bench.clock.advance(10)
    await bench.hello()
    const known = moment === 'before-persist'
    expect(bench.dongle.state()).toMatchObject(known ? { failures: 2, lockOut_s: 0 } : { failures: 3, lockOut_s: 60 })
  })

  it.each(CUT_MOMENTS)('%s of a command: it has one effect and one record', async (moment) => {
    const { bench, number } = await withUser()
    const command = order(1, number, bench.code(number, 5, 1))
    bench.dongle.armPowerCut(moment, 700)
    const told = await bench.insist(COMMAND.execute, command)
    expect(told.slice(6 + 58, 6 + 62)).toBe('0100')
    expect(await bench.insist(COMMAND.execute, command)).toBe(told)
    expect(bench.dongle.state()).toMatchObject({ points: 5, highestCounter: 1, boot: 2 })
  })

  it('while the memory is being written waits for the end of the write, and answers nothing', async () => {
    const gate = Promise.withResolvers<void>()
    const inner = memoryNvm()
    let slow = false
    const nvm: Nvm = {
      load: inner.load,
      async store(bytes) {
        if (slow) await gate.promise
        await inner.store(bytes)
      },
    }
    const { bench, number } = await withUser(nvm)
    slow = true
    expect(await bench.ask(COMMAND.unlock, bench.code(number, 5, 1))).toBeNull()
    const off = bench.dongle.power('off')
    await settle()
    gate.resolve()
    await off
    expect(bench.dongle.state()).toMatchObject({ power: 'off', points: 5 })
    expect(bench.heardRest()).toHaveLength(0)
  })

  it('while an answer is held back, and the dongle is silent', async () => {
    const { bench, number } = await withUser()
    bench.dongle.answerLate(300)
    expect(await bench.ask(COMMAND.unlock, bench.code(number, 5, 1))).toBeNull()
    await bench.dongle.power('off')
    const frames = await bench.send(new Uint8Array(0))
    await bench.clock.advance(1_000)
    expect(frames).toEqual([])
    expect(bench.dongle.state().points).toBe(5)
  })
})

it('a dongle that is pulled out in the middle is back when it is plugged in, with what was stored', async () => {
  const { bench, number } = await withUser()
  const asked = bench.ask(COMMAND.unlock, bench.code(number, 5, 1))
  await bench.dongle.unplug()
  await asked
  expect(bench.dongle.state()).toMatchObject({ plugged: false, power: 'off' })
  expect(await bench.insist(COMMAND.licences)).toMatch(/^00/)
  expect(bench.dongle.state().boot).toBe(2)
})

it('entering user information by the lever counts whatever the power does, and is refused when it is too long', async () => {
  const bench = createDongleBench()
  await bench.dongle.enterUserInformation('Anna')
  const { licenceNumber } = bench.dongle.state()
  await bench.plug()
  await bench.hello()
  expect(bench.dongle.state().licenceNumber).toBe(licenceNumber)
  expect(await bench.enter('Anna')).toBe(licenceNumber)
  await bench.dongle.enterUserInformation('')
  expect(bench.dongle.state().licenceNumber).toBe('FC00012A00000000')
  await expect(bench.dongle.enterUserInformation('å'.repeat(101))).rejects.toThrow(RangeError)
})
