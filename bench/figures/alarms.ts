import { evaluate, type Turn, type Watch, type WatchState } from '../../src/alarms/evaluate.ts'
import { settingsOf } from '../../src/alarms/settings.ts'
import { depthOf, type Point } from '../../src/alarms/zone.ts'
import { systemClock } from '../../src/std/clock.ts'
import { asClockOffset, timed } from '../../src/telemetry/clock-offset.ts'
import { decodeReport } from '../../src/telemetry/decode.ts'
import type { Sample } from '../../src/telemetry/telemetry.ts'
import { type Figure, figure } from '../figure.ts'
import { rounds } from '../measure/rounds.ts'

const REPORTS = 20_000
const START_S = 1_790_000_000
const RULES = 7

/** Rules that reports of one sample are held against on one core (two zones for leaving, one for entering, movement, battery, balance, validity), against decoding the same reports. */
export async function alarmFigures(): Promise<Figure[]> {
  const payloads = Array.from({ length: REPORTS }, (_, seq) => Buffer.from(JSON.stringify(report(seq))))
  const samples = payloads.map(sampleOf)
  const watch = watched()
  let kept = 0
  const per_s = await rounds({
    rules: () =>
      speed(() => {
        const state: WatchState = { zones: {} }
        const turns: Turn[] = []
        for (const sample of samples) evaluate(watch, state, sample, turns)
        kept += turns.length
      }),
    decoding: () =>
      speed(() => {
        for (const payload of payloads) kept += decodeReport(payload).ok ? 1 : 0
      }),
  })
  if (kept === 0) throw new Error('nothing was measured')
  const cost = { rules: 1e6 / per_s.rules, decoding: 1e6 / per_s.decoding }
  return [
    figure('alarms-evaluate-rules', 'rules x reports/s', { value: RULES * per_s.rules }),
    figure(
      'alarms-evaluate',
      'µs/report',
      { value: cost.rules, peer: { name: 'decoding it', value: cost.decoding } },
      { of: 'ratio', most: 1 },
    ),
  ]
}

function report(seq: number): object {
  const [lat, lon] = [59.3 + Math.sin(seq / 50) / 100, 15.2 + Math.cos(seq / 70) / 100]
  const sim = { iccid: '89460000000000000018', kind: 'travel-sim', balance: 50_000 - seq, currency: 'SEK' }
  return { now: START_S + seq * 60, boot: 1, seq, t: START_S + seq * 60, lat, lon, acc: 8, bat: 80 - (seq % 70), sim }
}

function sampleOf(payload: Uint8Array): Sample {
  const decoded = decodeReport(payload)
  const [measured] = decoded.ok ? decoded.report.samples : []
  const sample = measured && timed(measured, asClockOffset(0), Number.MAX_SAFE_INTEGER)
  if (!sample || typeof sample === 'string') throw new Error('a report that cannot be read')
  return { ...sample, until: START_S * 1_000 }
}

function watched(): Watch {
  const corners = Array.from({ length: 8 }, (_, at): Point => {
    const angle = (at * Math.PI) / 4
    return [59.3 + Math.sin(angle) / 150, 15.2 + Math.cos(angle) / 90]
  })
  const circle = { type: 'circle', lat: 59.3, lon: 15.2, radiusM: 600 } as const
  return {
    settings: settingsOf({ movement: { on: true } }),
    zones: [
      { id: 'a', onLeft: true, onEntered: false, depth: depthOf(circle) },
      { id: 'b', onLeft: true, onEntered: false, depth: depthOf({ type: 'polygon', points: corners }) },
      { id: 'c', onLeft: false, onEntered: true, depth: depthOf({ ...circle, lat: 59.305 }) },
    ],
  }
}

async function speed(work: () => void): Promise<number> {
  const clock = systemClock()
  const began_ms = clock.monotonic()
  work()
  return (REPORTS * 1_000) / (clock.monotonic() - began_ms)
}
