import type { Guarantee } from '../guarantee.ts'

const UNLOCK = 'test/unlock/unlock.test.ts'

/** Of dongles and unlock codes. */
export const DONGLES: readonly Guarantee[] = [
  {
    name: 'an unlock is cancelled only before it leaves',
    promise: 'An unlock that may have reached its dongle is not cancelled; the dongle’s answer decides.',
    edits: [
      {
        file: 'src/flows/unlock/cancel-unlock.ts',
        out: "if (!('to' in next)) return 'not-cancellable'",
        in: "if (!('to' in next) && row.state !== 'sent') return 'not-cancellable'",
      },
      {
        file: 'src/flows/unlock/cancel-unlock.ts',
        out: ".where('state', '=', 'queued')",
        in: '',
      },
      {
        file: 'src/flows/unlock/cancel-unlock.ts',
        out: "state: next.to, reason: 'cancelled', settled_at",
        in: "state: 'cancelled', reason: 'cancelled', settled_at",
      },
    ],
    suite: 'test/unlock/ledgers.test.ts',
  },
  {
    name: 'a cancelled unlock waits for a person',
    promise: 'What a person cancelled is not sent by itself when the dongle shows its number.',
    edits: [{ file: 'src/flows/unlock/queue-released.ts', out: ", 'cancelled']", in: ']' }],
    suite: 'test/unlock/ledgers.test.ts',
  },
  {
    name: 'only the dongle’s own tag is believed',
    promise: 'A dongle’s result counts only if its tag was made with the key of that very dongle, in its own version.',
    edits: [
      {
        file: 'src/devices/dongle-record.ts',
        out: 'return tag.length === made.length && timingSafeEqual(tag, made)',
        in: 'return tag.length === made.length && timingSafeEqual(tag, tag)',
      },
    ],
    suite: UNLOCK,
  },
  {
    name: 'one open unlock for a release',
    promise: 'However often a release is queued for a dongle, one command for it is open.',
    edits: [
      {
        file: 'src/devices/dongle-schema.ts',
        out: '      .unique()\n',
        in: '',
      },
    ],
    suite: UNLOCK,
  },
  {
    name: 'a wrong code is not repeated',
    promise: 'A code that a dongle has called wrong is not sent again by itself: it would lock the dongle.',
    edits: [
      {
        file: 'src/flows/unlock/queue-released.ts',
        out: "['wrong-code', 'old-unlock-counter', 'cancelled']",
        in: '[]',
      },
    ],
    suite: UNLOCK,
  },
  {
    name: 'a rotated master leaves old dongles alone',
    promise:
      'A dongle keeps the key of its production when the master is rotated, and so do the codes released for it.',
    edits: [
      {
        file: 'src/flows/unlock/master-of.ts',
        out: 'if (registered) return registered.key_id',
        in: "if (registered) return keys.current('dongle-master').id",
      },
    ],
    suite: UNLOCK,
  },
  {
    name: 'a code only for one’s own dongle',
    promise: 'The console shows unlock codes of the asker’s own dongles alone.',
    edits: [
      {
        file: 'src/flows/licences/fetch.ts',
        out: "if ('serial' in place && caratIdOf(licenceNumber) !== place.serial) return { kind: 'not-of-dongle' }",
        in: 'caratIdOf(licenceNumber)',
      },
    ],
    suite: 'test/http/dongles.test.ts',
  },
  {
    name: 'what is released follows the licence number',
    promise: 'An unlock that was refused is sent again when the dongle shows its licence number again.',
    edits: [
      {
        file: 'src/flows/unlock/note-dongle.ts',
        out: 'const queued = await queueReleased(house, tx, { deviceId, licenceNumber, held })',
        in: 'const queued = held.points < 0 ? await queueReleased(house, tx, { deviceId, licenceNumber, held }) : []',
      },
    ],
    suite: 'test/unlock/seeds.test.ts',
  },
  {
    name: 'an old word is not the present',
    promise: 'What a dongle said before something that is known already changes nothing.',
    edits: [
      {
        file: 'src/devices/dongle-holdings.ts',
        out: 'return moved.length > 0',
        in: 'return moved.length >= 0',
      },
    ],
    suite: UNLOCK,
  },
  {
    name: 'a bridge speaks in order',
    promise: 'What a bridge says has its PUBACK before the next leaves.',
    edits: [
      {
        file: 'src/bridge/uplinks.ts',
        out: 'await publishSoon(',
        in: 'void publishSoon(',
      },
    ],
    suite: 'src/bridge/uplinks.test.ts',
  },
  {
    name: 'a bridge believes its backend alone',
    promise:
      'A bridge that was given the backend’s keys hands the dongle no command that is not signed with one of them.',
    edits: [
      {
        file: 'src/bridge/read-command.ts',
        out: 'if (keys.length > 0 && !(key',
        in: 'if (keys.length < 0 && !(key',
      },
    ],
    suite: 'src/bridge/read-command.test.ts',
  },
  {
    name: 'what is so now is said behind a result',
    promise: 'A refusal that was made earlier and is repeated leaves nothing lying that the dongle would take now.',
    edits: [{ file: 'src/bridge/attend.ts', out: 'self.tellAgain()', in: '' }],
    suite: 'test/unlock/stories.test.ts',
    claim: 'an old refusal that comes after',
  },
]
