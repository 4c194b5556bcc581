import { expect, test } from 'vitest'
import { settle } from '../../src/std/manual-clock.ts'
import { type ConnectOptions, type Link, type Wire, WireError } from '../wire.ts'
import { inTurns } from './turns.ts'

const who = (clientId: string): ConnectOptions => ({
  ...{ clientId, username: clientId, password: 'secret', keepAlive_s: 60 },
  will: { topic: 'online', payload: Buffer.from('0'), qos: 1, retain: true },
})

test('so many connect at once, in their order, and one that fails makes room like one that succeeds', async () => {
  const asked: { name: string; answer: PromiseWithResolvers<Link> }[] = []
  const wire: Wire = {
    connect({ clientId }) {
      const answer = Promise.withResolvers<Link>()
      asked.push({ name: clientId, answer })
      return answer.promise
    },
  }
  const turns = inTurns(wire, 2)
  const [first, second] = ['a', 'b', 'c', 'd'].map((name) => turns.connect(who(name)))
  await settle()
  expect(asked.map(({ name }) => name)).toEqual(['a', 'b'])
  asked[1]!.answer.reject(new WireError('unreachable', 'nobody there'))
  await expect(second).rejects.toThrow('nobody there')
  await settle()
  expect(asked.map(({ name }) => name)).toEqual(['a', 'b', 'c'])
  const link = {} as Link
  asked[0]!.answer.resolve(link)
  expect(await first).toBe(link)
  await settle()
  expect(asked.map(({ name }) => name)).toEqual(['a', 'b', 'c', 'd'])
})
