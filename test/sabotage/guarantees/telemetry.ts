import type { Guarantee } from '../guarantee.ts'

/** What telemetry promises. */
export const TELEMETRY: readonly Guarantee[] = [
  {
    name: 'a top-up is no use',
    promise: 'What rises is a top-up or charging, and says nothing of what was used meanwhile.',
    edits: [{ file: 'src/telemetry/runway/used.ts', out: ' || fall < -reading.wobble', in: '' }],
    suite: 'src/telemetry/runway/runway.test.ts',
  },
  {
    name: 'a simplified track is true to its tolerance',
    promise: 'Whatever a track leaves out lies within the tolerance of the line between its kept neighbours.',
    edits: [{ file: 'src/telemetry/simplify.ts', out: 'open.push([first, farthest], [farthest, last])', in: '' }],
    suite: 'src/telemetry/simplify.test.ts',
  },
  {
    name: 'a standing is no mean',
    promise:
      'A slot of the balance or of the end of validity is its last value: no sum and no day is shown that never was.',
    edits: [{ file: 'src/telemetry/telemetry.ts', out: "new Set(['balance', 'until'])", in: 'new Set()' }],
    suite: 'test/http/measurements.test.ts',
    claim: 'a slot of the balance is what stood at its end, a mean only where it is asked for',
  },
  {
    name: 'a doubled sample changes nothing',
    promise: 'A sample that comes twice stands there once, with all that it measured.',
    edits: [{ file: 'src/telemetry/embedded-write.ts', out: 'coalesce(excluded."', in: 'nullif(excluded."' }],
    suite: 'src/telemetry/embedded.test.ts',
  },
  {
    name: 'a late sample replaces nothing newer',
    promise: 'What a collar stored while out of coverage and brings later never becomes its last value.',
    edits: [{ file: 'src/telemetry/embedded-write.ts', out: '_at" >= coalesce(', in: '_at" <> coalesce(' }],
    suite: 'src/telemetry/embedded.test.ts',
  },
  {
    name: 'the offset of a boot is fixed once',
    promise:
      'The first message of a boot fixes what is added to its times; a late one, hours under way, moves none of them.',
    edits: [
      {
        file: 'src/telemetry/embedded-core.ts',
        out: "VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING'",
        in: "VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET offset_ms = excluded.offset_ms'",
      },
    ],
    suite: 'src/telemetry/embedded.test.ts',
  },
  {
    name: 'a wrong clock is corrected',
    promise: "Samples stand at their true time, whatever the device's clock said.",
    edits: [
      {
        file: 'src/telemetry/clock-offset.ts',
        out: 't * 1_000 + offset.offset_ms',
        in: 't * 1_000 + 0 * offset.offset_ms',
      },
    ],
    suite: 'src/telemetry/clock-offset.test.ts',
  },
  {
    name: 'a corrected time says so',
    promise: 'What a wrong clock measured is marked with what was added to its time.',
    edits: [
      {
        file: 'src/telemetry/clock-offset.ts',
        out: 'clk: offset.clockWrong ? offset.offset_ms : undefined,',
        in: '',
      },
    ],
    suite: 'src/telemetry/clock-offset.test.ts',
  },
  {
    name: 'a file has its name when it is whole',
    promise: 'A download that breaks off, or whose process is killed, leaves nothing that looks like the file.',
    edits: [{ file: 'src/cli/save-file.ts', out: '}.part`', in: '}`' }],
    suite: 'src/cli/save-file.test.ts',
  },
  {
    name: 'a bad point blocks no other',
    promise: 'A point that InfluxDB will never store is set aside, and the rest of its batch is stored.',
    edits: [
      {
        file: 'src/telemetry/influx/store-batch.ts',
        out: 'if (answer.lines === null) return await storeHalves(batch, storer)',
        in: 'if (answer.lines === null) throw new TelemetryAway(reason)',
      },
    ],
    suite: 'src/telemetry/influx/store-batch.test.ts',
  },
  {
    name: 'only InfluxDB speaks against a point',
    promise: 'No point is set aside because something in between answers 400.',
    edits: [
      {
        file: 'src/telemetry/influx/answer.ts',
        out: '(status === 400 || status === 422) && said !== null',
        in: 'status === 400 || status === 422',
      },
    ],
    suite: 'src/telemetry/influx/answer.test.ts',
  },
  {
    name: 'nothing old overtakes',
    promise: 'What waits behind a batch that failed is refused with it, and so never overwritten by it later.',
    edits: [
      {
        file: 'src/telemetry/influx/lane.ts',
        out: 'const behind = queue\n          queue = []',
        in: 'const behind: Piece[] = []',
      },
    ],
    suite: 'src/telemetry/influx/lane.test.ts',
  },
  {
    name: 'a sum holds all of its hour',
    promise: 'An hour into which something was written while it was summed up is summed up again.',
    edits: [
      {
        file: 'src/telemetry/influx/windows.ts',
        out: 'if (rolling.has(key)) rolling.set(key, true)',
        in: '',
      },
    ],
    suite: 'src/telemetry/influx/windows.test.ts',
  },
  {
    name: 'an hour is marked before it is written into',
    promise: 'No crash between a write and its sum leaves a chart that misses the write.',
    edits: [
      {
        file: 'src/telemetry/influx/windows.ts',
        out: 'if (fresh.length > 0) await file.mark(fresh)',
        in: 'if (fresh.length > 0) void Promise.resolve().then(() => Promise.resolve()).then(() => file.mark(fresh))',
      },
    ],
    suite: 'src/telemetry/influx/windows.test.ts',
  },
  {
    name: 'InfluxDB is left alone as long as it asks',
    promise: 'Nobody asks again before the Retry-After of InfluxDB is over.',
    edits: [{ file: 'src/flows/ingest.ts', out: 'asked_ms + backoff_ms(', in: 'backoff_ms(' }],
    suite: 'test/telemetry/faults.test.ts',
  },
  {
    name: 'telemetry is kept for its term only',
    promise: 'What was measured longer ago than the house keeps it is erased at night.',
    edits: [
      {
        file: 'src/flows/prune-telemetry.ts',
        out: 'await call({ olderThan, signal })',
        in: 'if (olderThan > clock.now()) await call({ olderThan, signal })',
      },
    ],
    suite: 'src/flows/prune-telemetry.test.ts',
  },
  {
    name: 'a stop breaks a pruning off',
    promise: 'Nobody who stops the house waits for a year of telemetry to be erased.',
    edits: [
      {
        file: 'src/telemetry/embedded.ts',
        out: '        signal?.throwIfAborted()\n        after = ',
        in: '        after = ',
      },
    ],
    suite: 'src/telemetry/embedded.test.ts',
  },
  {
    name: 'an hour is summed up once',
    promise: 'A sample that comes again after its hour was thinned out is in no mean twice.',
    edits: [
      {
        file: 'src/telemetry/embedded-thin.ts',
        out: 'const sumUp = db.prepare(`INSERT INTO hours',
        in: 'const sumUp = db.prepare(`INSERT OR REPLACE INTO hours',
      },
      { file: 'src/telemetry/embedded-thin.ts', out: 'at < $before AND', in: 'at < $before OR 0 AND' },
    ],
    suite: 'src/telemetry/embedded-thin.test.ts',
  },
  {
    name: 'what is thinned out is in the means',
    promise: 'Means, least and greatest by the hour are the same after thinning.',
    edits: [
      {
        file: 'src/telemetry/embedded-read.ts',
        out: "every_ms % HOUR_MS === 0 && aggregate !== 'last' &&",
        in: 'every_ms < 0 &&',
      },
    ],
    suite: 'src/telemetry/embedded-thin.test.ts',
  },
  {
    name: 'erased hours are erased',
    promise: 'What is summed up goes with the series that is erased.',
    edits: [
      {
        file: 'src/telemetry/embedded-forget.ts',
        out: 'if (rows === rows_max) return rows\n',
        in: 'if (rows_max > 0) return rows\n',
      },
    ],
    suite: 'src/telemetry/embedded-thin.test.ts',
  },
  {
    name: 'what is refused again stays set aside',
    promise: 'A point that InfluxDB refused is forgotten only when it is stored.',
    edits: [
      {
        file: 'src/telemetry/influx/aside.ts',
        out: 'for (const { line } of bad) refused.add(line)',
        in: 'for (const { line } of bad) refused.delete(line)',
      },
    ],
    suite: 'test/telemetry/set-aside.test.ts',
  },
]
