import { describe, expect, it } from 'vitest'
import { settle } from '../../src/std/manual-clock.ts'
import { memoryNvm, type Nvm } from '../nvm/nvm.ts'
import { createBench } from '../testing/bench.ts'
import type { CutMoment } from './options.ts'

const CUTS: CutMoment[] = ['before-persist', 'after-persist']

describe('a power cut in the middle of a command (collar protocol §5 step 7)', () => {
  it.each(CUTS)('%s leaves the effect exactly once when the backend sends again', async (moment) => {
    const bench = createBench()
    await bench.collar.power('on')
    await settle()
    const command = bench.command()
    bench.collar.armPowerCut(moment, 3_000)

    await expect(bench.air.send(command)).rejects.toThrow()
    expect(bench.collar.state()).toMatchObject({ power: 'off', armed: null })
    expect(bench.results()).toEqual([])

    await bench.clock.advance(3_000)
    expect(bench.collar.state()).toMatchObject({ power: 'on', connected: true, boot: 2 })
    await bench.air.send(command)
    await settle()
    expect(bench.collar.state()).toMatchObject({ highestCounter: 1, sim: { balance: 17_500 } })
    expect(bench.results().at(-1)).toMatchObject({ outcome: 'applied', before: { balance: 12_500 } })
  })

  it('before the step, nothing is done', async () => {
    const bench = createBench()
    await bench.collar.power('on')
    await settle()
    bench.collar.armPowerCut('before-persist', 3_000)
    await bench.air.send(bench.command()).catch(() => {})
    await bench.clock.advance(3_000)
    expect(bench.collar.state()).toMatchObject({ power: 'on', highestCounter: 0, sim: { balance: 12_500 } })
    expect(bench.results()).toEqual([])
  })

  it('after the step, the result goes out at the next connection without being asked for', async () => {
    const bench = createBench()
    await bench.collar.power('on')
    await settle()
    bench.collar.armPowerCut('after-persist', 3_000)
    await bench.air.send(bench.command()).catch(() => {})
    await bench.clock.advance(3_000)
    expect(bench.results()).toMatchObject([{ outcome: 'applied', counter: 1 }])
  })

  it('strikes neither at a rejected nor at a known command', async () => {
    const bench = createBench()
    await bench.collar.power('on')
    await settle()
    const command = bench.command()
    await bench.air.send(command)
    bench.collar.armPowerCut('before-persist', 3_000)
    await bench.air.send(command)
    await bench.air.send(Buffer.from('{}'))
    expect(bench.collar.state()).toMatchObject({ power: 'on', armed: 'before-persist' })
  })
})

describe('memory that fails or is slow', () => {
  it('answers nothing and acknowledges nothing while the step is not durable', async () => {
    const gate = Promise.withResolvers<void>()
    const memory = slowNvm(gate.promise)
    const bench = createBench({ nvm: memory.nvm })
    await bench.collar.power('on')
    await settle()
    memory.slow = true
    let acknowledged = false
    const sent = bench.air.send(bench.command()).then(() => (acknowledged = true))
    await settle()
    expect([acknowledged, bench.results(), bench.collar.state().highestCounter]).toEqual([false, [], 0])
    gate.resolve()
    await sent
    await settle()
    expect(bench.results()).toMatchObject([{ outcome: 'applied' }])
  })

  it('gives no PUBACK when the step fails, and applies the command once when it comes again', async () => {
    const inner = memoryNvm()
    let broken = false
    const store = (bytes: Uint8Array) => (broken ? Promise.reject(new Error('worn out')) : inner.store(bytes))
    const bench = createBench({ nvm: { load: inner.load, store } })
    await bench.collar.power('on')
    await settle()
    const command = bench.command()
    broken = true
    await expect(bench.air.send(command)).rejects.toThrow('worn out')
    expect(bench.collar.state()).toMatchObject({ highestCounter: 0, sim: { balance: 12_500 } })
    broken = false
    await bench.air.send(command)
    expect(bench.collar.state()).toMatchObject({ highestCounter: 1, sim: { balance: 17_500 } })
  })

  it('does not answer from beyond a power cut that came while the step was under way', async () => {
    const gate = Promise.withResolvers<void>()
    const memory = slowNvm(gate.promise)
    const bench = createBench({ nvm: memory.nvm })
    await bench.collar.power('on')
    await settle()
    memory.slow = true
    const sent = bench.air.send(bench.command())
    await settle()
    const off = bench.collar.power('off')
    const outcome = expect(sent).rejects.toThrow('the power is gone')
    gate.resolve()
    await outcome
    await off
    expect(bench.results()).toEqual([])
    await bench.collar.power('on')
    await settle()
    expect(bench.results()).toMatchObject([{ outcome: 'applied' }])
  })
})

describe('commands that come together', () => {
  it('are dealt with one after the other, each on what the one before has left', async () => {
    const bench = createBench()
    await bench.collar.power('on')
    await settle()
    await Promise.all([bench.command(), bench.command(), bench.command()].map(bench.air.send))
    await settle()
    const balances = bench.results().map(({ before, after }) => [before, after])
    expect(balances).toMatchObject([
      [{ balance: 12_500 }, { balance: 17_500 }],
      [{ balance: 17_500 }, { balance: 22_500 }],
      [{ balance: 22_500 }, { balance: 27_500 }],
    ])
  })

  it('and wait for their turn when the power goes are not done', async () => {
    const gate = Promise.withResolvers<void>()
    const memory = slowNvm(gate.promise)
    const bench = createBench({ nvm: memory.nvm })
    await bench.collar.power('on')
    await settle()
    memory.slow = true
    const sent = Promise.allSettled([bench.command(), bench.command()].map(bench.air.send))
    await settle()
    const off = bench.collar.power('off')
    await settle()
    gate.resolve()
    await off
    expect((await sent).map(({ status }) => status)).toEqual(['rejected', 'rejected'])
    expect(bench.collar.state()).toMatchObject({ highestCounter: 1, sim: { balance: 17_500 } })
  })
})

/** Memory that, once it is slow, stores nothing before the gate opens. */
function slowNvm(gate: Promise<void>): { nvm: Nvm; slow: boolean } {
  const inner = memoryNvm()
  const memory = {
    slow: false,
    nvm: {
      load: inner.load,
      async store(bytes: Uint8Array) {
        if (memory.slow) await gate
        await inner.store(bytes)
      },
    },
  }
  return memory
}
