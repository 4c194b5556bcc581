import { expect, test } from 'vitest'
import type { RedemptionBody } from '../http/redemption-schemas.ts'
import type { ProblemBody } from '../http/schemas.ts'
import { manualClock, settle } from '../std/manual-clock.ts'
import { seededRandom } from '../std/random.ts'
import { CliError, CliProblem, EXIT } from './cli-error.ts'
import type { CliWorld } from './cli-world.ts'
import type { Server } from './server.ts'
import { watchRedemption } from './watch.ts'

function redemption(...states: RedemptionBody['state'][]): RedemptionBody {
  const history = states.map((state) => ({ state, at: '2026-11-22T12:00:00Z' }))
  const effect = { type: 'sim-extend', simKind: 'tele2', iccid: '8946' } as const
  return { id: 'r', state: states.at(-1) ?? 'queued', family: 'sim-activation', effect, history }
}

/** A server whose streams are given one after the other: bodies, or errors. */
function watched(...streams: (string | Error)[]) {
  const clock = manualClock()
  const world = { clock, random: seededRandom(1) } as unknown as CliWorld
  const told: string[] = []
  const stop = new AbortController()
  let connections = 0
  const server: Server = {
    url: 'http://x',
    ask: () => Promise.reject(new Error('not asked here')),
    download: () => Promise.reject(new Error('not asked here')),
    async stream(_path, _headers, signal) {
      connections++
      const next = streams.shift()
      if (next instanceof Error) throw next
      if (next !== undefined) return new Response(next)
      return new Response(
        new ReadableStream({ start: (feed) => signal.addEventListener('abort', () => feed.error(signal.reason)) }),
      )
    },
  }
  const final = watchRedemption(world, server, 'r', ({ state }) => told.push(state), stop.signal)
  return { clock, told, stop, final, connections: () => connections }
}

const event = (body: RedemptionBody): string => `data: ${JSON.stringify(body)}\n\n`

test('watching goes on over a server that restarts', async () => {
  const seen = watched(
    event(redemption('queued')),
    new CliError(EXIT.unreachable, 'ECONNREFUSED'),
    event(redemption('queued', 'sent')) + event(redemption('queued', 'sent', 'applied')),
  )
  await settle()
  await seen.clock.advance(60_000)
  expect((await seen.final)?.state).toBe('applied')
  expect(seen.told).toEqual(['queued', 'sent', 'applied'])
})

test('an event that arrives in pieces is one event', async () => {
  const bytes = new TextEncoder().encode(event({ ...redemption('applied'), family: 'å' }))
  const pieces = new ReadableStream<Uint8Array>({
    start(feed) {
      for (const byte of bytes) feed.enqueue(Uint8Array.of(byte))
      feed.close()
    },
  })
  const server = { stream: async () => new Response(pieces) } as unknown as Server
  const world = { clock: manualClock(), random: seededRandom(1) } as unknown as CliWorld
  const final = await watchRedemption(world, server, 'r', () => {}, new AbortController().signal)
  expect(final?.family).toBe('å')
})

test('what is not ours to wait for ends the watching', async () => {
  const problem = { status: 404, code: 'not-found', title: 'Not found', detail: '' } as ProblemBody
  await expect(watched(new CliProblem(problem)).final).rejects.toThrow('Not found')
  const fault = { ...problem, status: 503, code: 'try-again-later' } as ProblemBody
  const patient = watched(new CliProblem(fault), event(redemption('refused')))
  await settle()
  await patient.clock.advance(60_000)
  expect((await patient.final)?.state).toBe('refused')
})

test('connecting is tried more and more slowly', async () => {
  const errors = Array.from({ length: 30 }, () => new CliError(EXIT.unreachable, 'ECONNREFUSED'))
  const seen = watched(...errors)
  await settle()
  await seen.clock.advance(60_000)
  expect(seen.connections()).toBeLessThan(15)
  seen.stop.abort()
  expect(await seen.final).toBeNull()
})

test('the signal ends it in the middle of a stream', async () => {
  const seen = watched()
  await settle()
  seen.stop.abort()
  expect(await seen.final).toBeNull()
})
