import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { CliWorld } from '../../src/cli/cli-world.ts'
import { runKoppel } from '../../src/cli/koppel.ts'
import { manualClock, settle } from '../../src/std/manual-clock.ts'
import { seededRandom } from '../../src/std/random.ts'

const DEVICE = {
  id: '01a20320-a200-75db-a516-7810896378e0',
  kind: 'collar',
  name: 'Bella',
  online: true,
  lastSeenAt: null,
}
const REDEMPTION = {
  id: 'r',
  state: 'queued',
  family: 'sim-activation',
  effect: { type: 'sim-extend', simKind: 'tele2', iccid: '8946' },
  history: [{ state: 'queued', at: '2026-11-22T12:00:00Z' }],
}

/** The command line on a network that fails as often as told when a code is sent. */
function onBadNetwork(failures: number, failure: () => Response | Error) {
  const keys: (string | null)[] = []
  const said = { out: '', err: '' }
  const clock = manualClock()
  const world: CliWorld = {
    env: { KOPPEL_URL: 'http://koppel.test', KOPPEL_TOKEN: 't' },
    clock,
    random: seededRandom(1),
    async fetch(_url, init) {
      if (init?.method !== 'POST') return Response.json(DEVICE)
      keys.push(new Headers(init.headers).get('idempotency-key'))
      if (keys.length > failures) return Response.json(REDEMPTION, { status: 202 })
      const failed = failure()
      if (failed instanceof Error) throw failed
      return failed
    },
    out: (text) => {
      said.out += text
    },
    pipe: async () => {},
    err: (text) => {
      said.err += text
    },
    stdin: async () => '',
    askHidden: async () => '',
    readFile: () => '',
    save: () => Promise.reject(new Error('nothing is saved here')),
    stop: new AbortController().signal,
    version: '0',
    textsDir: join(import.meta.dirname, '../../texts'),
  }
  const ran = runKoppel(['redeem', 'X', '--device', DEVICE.id, '--no-watch'], world)
  return { ran, clock, keys, said }
}

test('when the answer is lost the same wish is sent again under the same key', async () => {
  const { ran, clock, keys, said } = onBadNetwork(2, () => new TypeError('fetch failed'))
  await settle()
  await clock.advance(10_000)
  expect(await ran).toBe(0)
  expect(said.out).toContain('Accepted')
  expect(keys).toHaveLength(3)
  expect(new Set(keys).size).toBe(1)
})

test('a server that asks to try again is asked again, and not without end', async () => {
  const problem = {
    type: 'x',
    title: 'Our fault',
    status: 503,
    detail: 'Try again.',
    code: 'try-again-later',
    retryable: true,
  }
  const { ran, clock, keys, said } = onBadNetwork(99, () => Response.json(problem, { status: 503 }))
  await settle()
  await clock.advance(60_000)
  expect(await ran).toBe(3)
  expect(keys).toHaveLength(4)
  expect(said.err).toBe('Our fault\nTry again.\n')
})

test('a refusal is an answer: nothing is sent again', async () => {
  const problem = {
    type: 'x',
    title: 'Used',
    status: 409,
    detail: 'By another.',
    code: 'already-used',
    retryable: false,
  }
  const { ran, keys } = onBadNetwork(99, () => Response.json(problem, { status: 409 }))
  expect(await ran).toBe(1)
  expect(keys).toHaveLength(1)
})
