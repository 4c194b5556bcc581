import { expect, onTestFinished, test } from 'vitest'
import { followEvents, type Source } from './follow-events.ts'

/** A clock that fires what is due when it is moved, and sources whose far end is the test. */
function scene() {
  let now_ms = 0
  const timers = new Set<{ due_ms: number; act: () => void }>()
  const sources: (Source & { readyState: number; closed: boolean })[] = []
  const seen = { data: [] as string[], states: [] as string[], polls: 0 }
  const stop = followEvents({
    open() {
      const source = { readyState: 0, closed: false, onopen: null, onmessage: null, onerror: null } as never
      sources.push(Object.assign(source, { close: () => Object.assign(source, { closed: true, readyState: 2 }) }))
      return source
    },
    clock: {
      after(delay_ms, act) {
        const timer = { due_ms: now_ms + delay_ms, act }
        timers.add(timer)
        return () => timers.delete(timer)
      },
    },
    onData: (data) => seen.data.push(data),
    onState: (state) => seen.states.push(state),
    poll: () => seen.polls++,
    live_ms: 15_000,
    broken_ms: 3_000,
  })
  onTestFinished(stop)
  const last = () => sources.at(-1) ?? expect.fail('no source was opened')
  const fire = (name: 'onopen' | 'onerror', readyState: number): void => {
    const source = last()
    source.readyState = readyState
    source[name]?.call(source as never, new Event('x'))
  }
  return {
    seen,
    sources,
    stop,
    timers,
    opens: () => fire('onopen', 1),
    breaksAndRetries: () => fire('onerror', 0),
    givesUp: () => fire('onerror', 2),
    says: (data: string) => last().onmessage?.call(last() as never, { data } as MessageEvent),
    advance(by_ms: number) {
      for (const end_ms = now_ms + by_ms; ; ) {
        const due = [...timers].sort((a, b) => a.due_ms - b.due_ms).find((timer) => timer.due_ms <= end_ms)
        now_ms = due?.due_ms ?? end_ms
        if (!due) return
        timers.delete(due)
        due.act()
      }
    },
  }
}

test('events arrive while the stream is live, and the state is asked for once when it opens', () => {
  const { seen, opens, says } = scene()
  opens()
  says('one')
  says('two')
  expect(seen).toEqual({ data: ['one', 'two'], states: ['live'], polls: 1 })
})

test('a live stream is still checked on every 15 s, a broken one replaced by polls every 3 s', () => {
  const { seen, opens, breaksAndRetries, advance } = scene()
  opens()
  advance(30_000)
  expect(seen.polls).toBe(3)
  breaksAndRetries()
  expect(seen.polls).toBe(4)
  advance(9_000)
  expect(seen.polls).toBe(7)
})

test('while the browser itself tries again, no second stream is opened', () => {
  const { sources, breaksAndRetries, opens, advance, seen } = scene()
  breaksAndRetries()
  advance(60_000)
  expect(sources).toHaveLength(1)
  opens()
  expect(seen.states).toEqual(['broken', 'live'])
})

test('a stream that the browser gave up is opened again after 1 s, then 2 s, then 4 s, at most 30 s', () => {
  const { sources, givesUp, advance } = scene()
  for (const wait_ms of [1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000]) {
    const before = sources.length
    givesUp()
    expect(sources.at(-1)?.closed).toBe(true)
    advance(wait_ms - 1)
    expect(sources).toHaveLength(before)
    advance(1)
    expect(sources).toHaveLength(before + 1)
  }
})

test('a stream that opened again begins with the shortest wait', () => {
  const { sources, givesUp, opens, advance } = scene()
  givesUp()
  advance(1_000)
  givesUp()
  advance(2_000)
  opens()
  givesUp()
  advance(1_000)
  expect(sources).toHaveLength(4)
})

test('before anything opens, the state is polled for', () => {
  const { seen, advance } = scene()
  advance(6_000)
  expect(seen.polls).toBe(2)
})

test('stopping closes the stream and leaves no timer behind', () => {
  const { sources, stop, timers, givesUp } = scene()
  givesUp()
  stop()
  expect(sources.every(({ closed }) => closed)).toBe(true)
  expect(timers.size).toBe(0)
})
