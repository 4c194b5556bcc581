import type { Fleet } from '../fleet.ts'

/** One line about the whole fleet; with `json` one object per line, for programs. */
export function statusLine(fleet: Fleet, at_ms: number, json: boolean): string {
  const states = fleet.list().map((collar) => collar.state())
  const sum = (count: (state: (typeof states)[number]) => number): number =>
    states.reduce((all, state) => all + count(state), 0)
  const status = {
    at: at_ms,
    collars: states.length,
    on: sum(({ power }) => Number(power === 'on')),
    connected: sum(({ connected }) => Number(connected)),
    samplesWaiting: sum(({ samplesWaiting }) => samplesWaiting),
    samplesDropped: sum(({ samplesDropped }) => samplesDropped),
  }
  if (json) return `${JSON.stringify(status)}\n`
  const { collars, on, connected, samplesWaiting } = status
  return `${connected} of ${collars} collars connected, ${collars - on} off, ${samplesWaiting} samples waiting\n`
}
