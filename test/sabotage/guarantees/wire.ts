import type { Guarantee } from '../guarantee.ts'

const SEEDS = 'test/seeds.test.ts'

/** Of the broker and the inbox: what devices say. */
export const WIRE: readonly Guarantee[] = [
  {
    name: 'PUBACK after durable',
    promise: 'A report that got its PUBACK is on disk.',
    edits: [
      {
        file: 'src/mqtt/gate.ts',
        out: 'await inbox.append(',
        in: 'void inbox.append(',
      },
    ],
    suite: SEEDS,
  },
  {
    name: 'a report that comes again is stored once',
    promise: 'None is stored twice (device, boot, seq), though the house died between the disk and the PUBACK.',
    edits: [
      {
        file: 'src/flows/prepare-reports.ts',
        out: 'offsetFor(device.id, boot, seen)',
        in: 'offsetFor(device.id, boot + report.seq, seen)',
      },
    ],
    suite: 'test/puback/puback.test.ts',
  },
  {
    name: 'the inbox has an end',
    promise: 'What waits for telemetry never takes more of the disk than its limit; beyond it nothing is acknowledged.',
    edits: [
      {
        file: 'src/inbox/open.ts',
        out: 'this.#waitingBytes() + this.#commit.waitingBytes + bytes > this.#limits.backlogBytes_max',
        in: 'bytes > this.#limits.backlogBytes_max',
      },
    ],
    suite: 'test/back-pressure.test.ts',
  },
  {
    name: 'a full inbox acknowledges nothing',
    promise: 'A report that found no room in the inbox gets no PUBACK: its device keeps it.',
    edits: [
      {
        file: 'src/mqtt/gate.ts',
        out: 'await inbox.append(payloads.map((payload) => ({ receivedAt, source, payload })))',
        in: 'await inbox.append(payloads.map((payload) => ({ receivedAt, source, payload }))).catch(() => {})',
      },
    ],
    suite: 'test/back-pressure.test.ts',
  },
  {
    name: 'a refusal takes no PUBACK along',
    promise: 'What was kept before a report that found no room is acknowledged, so that a full device gets on.',
    edits: [{ file: 'broker/hooks.ts', out: '    await earlier\n    const reason', in: '    const reason' }],
    suite: 'broker/short-way.test.ts',
  },
  {
    name: 'what comes while a client is away is kept',
    promise: 'A session with clean session 0 gets the QoS 1 messages that came while it was away.',
    edits: [
      {
        file: 'broker/sessions.ts',
        out: 'if (kept.live && kept.connected) return\n',
        in: 'if (kept.live || !kept.connected) return\n',
      },
    ],
    suite: 'broker/sessions.test.ts',
  },
  {
    name: 'a redelivery says so',
    promise: 'A message that a session was sent before comes again with DUP 1.',
    edits: [{ file: 'broker/owing.ts', out: 'dup: sent,', in: 'dup: sent && topic === "",' }],
    suite: 'broker/sessions.test.ts',
  },
  {
    name: 'what a session is owed has an end',
    promise: 'Clients that stay away cost a bounded number of bytes.',
    edits: [
      {
        file: 'broker/owing.ts',
        out: 'while (longest.count > 0 && this.#bytes + bytes > sessionsBytes_max)',
        in: 'while (longest.count > 0 && this.#bytes + bytes > 10 * sessionsBytes_max)',
      },
    ],
    suite: 'broker/sessions-limits.test.ts',
  },
  {
    name: 'strangers of an address are limited',
    promise: 'Whoever opens connections and never signs in leaves room for the others.',
    edits: [{ file: 'broker/admission.ts', out: 'here.size >= this.#limits', in: 'here.size > 10 * this.#limits' }],
    suite: 'broker/connect.test.ts',
  },
  {
    name: 'who has signed in is no stranger',
    promise: 'Any number of devices may stand behind one address.',
    edits: [{ file: 'broker/hub.ts', out: 'session.peer.signedIn?.()\n', in: '' }],
    suite: 'broker/connect.test.ts',
  },
  {
    name: 'collars sign in by turns',
    promise: 'A pack of any size signs in as fast as the broker lets it, and does not drown it.',
    edits: [{ file: 'firmware-sim/wire/turns.ts', out: 'await turns.take()', in: '() => {}' }],
    suite: 'firmware-sim/wire/turns.test.ts',
  },
  {
    name: 'a connection that is dropped at once is none',
    promise: 'A broker that accepts collars and drops them at once is asked less and less often.',
    edits: [{ file: 'firmware-sim/collar/session.ts', out: 'clock.after(SETTLED_AFTER_MS,', in: 'clock.after(0,' }],
    suite: 'firmware-sim/collar/reconnect.test.ts',
  },
  {
    name: 'the inbox is read again',
    promise: 'What is in the inbox reaches telemetry, whatever dies between.',
    edits: [
      {
        file: 'src/flows/ingest.ts',
        out: 'await storeReports(house, next, tally)\n',
        in: 'await reader.done(frames.at(-1)?.place ?? 0)\n        await storeReports(house, next, tally)\n',
      },
    ],
    suite: 'src/flows/ingest.test.ts',
  },
  {
    name: 'the inbox’s checksum',
    promise: 'A torn or damaged frame is never taken for one that was received.',
    edits: [
      {
        file: 'src/inbox/frame.ts',
        out: 'return bytes.readUInt32BE(at + 8) === checksum(bytes, at, end, salt) ? end : null',
        in: 'return bytes.length + salt > 0 ? end : null',
      },
    ],
    suite: 'src/inbox/frame.test.ts',
  },
  {
    name: 'a segment’s own salt',
    promise: 'What stood in a file of the inbox before it was written over never comes to life again.',
    edits: [{ file: 'src/inbox/journal.ts', out: 'Buffer.from(this.#world.random.bytes(4)).readUInt32BE()', in: '77' }],
    suite: 'src/inbox/crash.test.ts',
  },
  {
    name: 'a segment ends where the next begins',
    promise: 'Frames that a crash left behind the end of a segment are not taken for those of the next.',
    edits: [
      {
        file: 'src/inbox/recover.ts',
        out: 'Math.min(base + bytes, next ? baseIn(next) : Number.POSITIVE_INFINITY)',
        in: 'base + bytes + (next ? 0 : 0)',
      },
    ],
    suite: 'src/inbox/crash.test.ts',
  },
  {
    name: 'nothing behind a segment that may have begun',
    promise: 'When the disk refuses to begin a segment, nothing is acknowledged where that segment would hide it.',
    edits: [
      {
        file: 'src/inbox/journal.ts',
        out: 'this.#writable = false\n    const name',
        in: 'const name',
      },
    ],
    suite: 'src/inbox/crash.test.ts',
  },
  {
    name: 'what was dealt with leaves the disk',
    promise: 'Files that are kept to be written over are deleted once no segment is begun any more.',
    edits: [{ file: 'src/inbox/open.ts', out: 'this.#journal.begun === begun', in: 'this.#journal.begun < begun' }],
    suite: 'src/inbox/spares.test.ts',
  },
  {
    name: 'an end to what memory keeps of the inbox',
    promise: 'Memory holds no more of what was written last to the inbox than its limit.',
    edits: [{ file: 'src/inbox/recent.ts', out: 'while (this.#bytes > this.#bytes_max) this.#forgetOldest()', in: '' }],
    suite: 'src/inbox/recent.test.ts',
  },
  {
    name: 'what every reader of the inbox has passed leaves memory',
    promise: 'Memory lets go of what every reader of the inbox has passed.',
    edits: [
      { file: 'src/inbox/recent.ts', out: 'this.#pieces[0]!.end <= place', in: 'this.#pieces[0]!.end <= -place' },
    ],
    suite: 'src/inbox/recent.test.ts',
  },
  {
    name: 'of two segments in one place the one with frames',
    promise:
      'A segment that the disk refused to begin, and that is there all the same, hides none that was begun after it.',
    edits: [
      {
        file: 'src/inbox/recover.ts',
        out: ' || Number(framed.has(one)) - Number(framed.has(other))',
        in: ' || framed.size * 0',
      },
    ],
    suite: 'src/inbox/spares.test.ts',
  },
  {
    name: 'PUBACK after durable on the short way',
    promise:
      'Reports that take the short way past the broker’s parser get their PUBACKs when they are kept, and not before.',
    edits: [
      {
        file: 'broker/hooks.ts',
        out: 'const answered = taken.then(',
        in: 'taken.catch(() => {})\n    const answered = Promise.resolve().then(',
      },
    ],
    suite: 'broker/short-way.test.ts',
  },
  {
    name: 'PUBACKs in order',
    promise: 'PUBACKs leave in the order of the PUBLISHes, whichever way these went [MQTT-4.6.0-2].',
    edits: [{ file: 'broker/front.ts', out: 'this.#withAedes === 0 &&', in: '' }],
    suite: 'broker/front.test.ts',
  },
  {
    name: 'DUP is of one sending alone',
    promise:
      'A subscriber is never told that it may have had a message which it has for the first time [MQTT-3.3.1-3].',
    edits: [{ file: 'broker/hooks.ts', out: '        packet.dup = false\n', in: '' }],
    suite: 'broker/conformance.test.ts',
  },
  {
    name: 'a device reaches its own topics only',
    promise: 'A collar cannot speak in the name of another.',
    edits: [
      {
        file: 'src/mqtt/gate.ts',
        out: 'readTopic(topic)?.serial === clientId',
        in: 'clientId.length > 0 && readTopic(topic) !== null',
      },
    ],
    suite: 'test/mqtt/gate.test.ts',
  },
]
