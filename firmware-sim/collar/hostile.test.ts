import fc from 'fast-check'
import { expect, it } from 'vitest'
import { settle } from '../../src/std/manual-clock.ts'
import { createBench } from '../testing/bench.ts'
import { signCommand } from '../vectors/sign-command.ts'

it('no bytes from the broker change a collar or its memory', async () => {
  // Its SIM pays nothing for what it hears.
  const bench = createBench({ kind: 'tele2' })
  await bench.collar.power('on')
  await settle()
  const good = bench.command()
  const altered = fc
    .tuple(fc.nat(good.length - 1), fc.integer({ min: 1, max: 255 }))
    .map(([at, mask]) => Uint8Array.from(good, (byte, here) => (here === at ? byte ^ mask : byte)))
  const before = Buffer.from(bench.nvm.load() ?? [])
  await fc.assert(
    fc.asyncProperty(fc.oneof(fc.uint8Array({ maxLength: 400 }), altered), async (payload) => {
      await bench.air.send(payload)
      expect(Buffer.from(bench.nvm.load() ?? []).equals(before)).toBe(true)
    }),
    { numRuns: 300 },
  )
  expect(bench.collar.state()).toMatchObject({ power: 'on', connected: true, highestCounter: 0 })
})

it('no signed body, however odd, is worse than malformed', async () => {
  const bench = createBench()
  await bench.collar.power('on')
  await settle()
  const odd = fc.oneof(fc.string(), fc.double({ noNaN: true, noDefaultInfinity: true }), fc.boolean())
  const members = fc.record({ id: odd, counter: odd, amount: odd, issued: odd }, { requiredKeys: [] })
  await fc.assert(
    fc.asyncProperty(members, async (strange) => {
      const { imei, sim } = bench.identity
      const body = { device: imei, type: 'sim-top-up', iccid: sim.iccid, currency: 'SEK', ...strange }
      await bench.air.send(signCommand(bench.pen, body))
      expect(bench.collar.state().highestCounter).toBe(0)
    }),
    { numRuns: 100 },
  )
  await settle()
  expect(new Set(bench.reasons())).toEqual(new Set(['malformed']))
})

it('more commands at once than fit get no PUBACK, and come again', async () => {
  const bench = createBench()
  await bench.collar.power('on')
  await settle()
  const outcomes = await Promise.allSettled(Array.from({ length: 20 }, () => bench.air.send(bench.command())))
  expect(outcomes.filter(({ status }) => status === 'rejected')).toHaveLength(4)
  expect(bench.collar.state().highestCounter).toBe(16)
})
