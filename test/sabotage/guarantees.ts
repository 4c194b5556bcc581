/** One change to a source file: `out` stands there exactly once and is replaced. */
export type Edit = { file: string; out: string; in: string }

/** A guarantee that we give, and how it is taken out of a test build; then `suite` must fail. */
export type Guarantee = { name: string; promise: string; edits: readonly Edit[]; suite: string }

const STORIES = 'test/stories.test.ts'
const SEEDS = 'test/seeds.test.ts'
const UNLOCK = 'test/unlock/unlock.test.ts'

/** Every guarantee of the house with its sabotage beside it. A promise that is not here is not kept yet. */
export const GUARANTEES: readonly Guarantee[] = [
  {
    name: 'idempotent requests',
    promise: 'The same request sent again gets the same answer and has no second effect.',
    edits: [
      {
        file: 'src/flows/redeem.ts',
        out: "if (before.kind === 'same') return JSON.parse(before.answer) as RedeemOutcome",
        in: '',
      },
    ],
    suite: STORIES,
  },
  {
    name: 'first entered, first applied',
    promise: 'Codes entered within one millisecond are applied in the order in which they were entered.',
    edits: [{ file: 'src/std/ids.ts', out: 'const count = last.count + 1', in: 'const count = start' }],
    suite: STORIES,
  },
  {
    name: 'one transaction',
    promise: 'Code used, entitlement granted and command queued are one transaction or nothing.',
    edits: [
      {
        file: 'src/flows/grant.ts',
        out: 'await enqueue(tx, {',
        in: "setImmediate(() => ledger.transact('enqueue', (tx) => enqueue(tx, made)).catch(() => {}))\n  const made = ({",
      },
    ],
    suite: SEEDS,
  },
  {
    name: 'commands are sent again',
    promise: 'A command is sent again until the device answers.',
    edits: [
      {
        file: 'src/flows/prepare-command.ts',
        out: 'if (head.envelope) return {',
        in: 'if (head.envelope) return null\n    if (head.envelope) return {',
      },
    ],
    suite: SEEDS,
  },
  {
    name: 'counters are never reused',
    promise: 'No two commands of a device share a counter.',
    edits: [
      {
        file: 'src/devices/commands.ts',
        out: "counter: eb('counter', '+', 1)",
        in: "counter: eb('counter', '*', 0)",
      },
    ],
    suite: STORIES,
  },
  {
    name: 'the target is fixed when first sent',
    promise:
      'A refusal of the command before loses nobody a year: the end is computed when the command reaches the head of the queue.',
    edits: [
      {
        file: 'src/flows/prepare-command.ts',
        out: 'const ends = { ledger: sim?.valid_until ?? null, reported: sim?.reported_until ?? null }',
        in: 'const ends = { ledger: null, reported: null, sim }',
      },
    ],
    suite: STORIES,
  },
  {
    name: 'the collar counts',
    promise: 'A command that comes twice has its effect once: the collar knows its id and refuses an old counter.',
    edits: [
      { file: 'firmware-sim/collar/judge.ts', out: 'if (known) return', in: 'if (known && !known) return' },
      {
        file: 'firmware-sim/collar/judge.ts',
        out: 'if (command.counter <= memory.highestCounter) {',
        in: 'if (command.counter < 0) {',
      },
    ],
    suite: SEEDS,
  },
  {
    name: 'the collar persists before it answers',
    promise: 'A power cut leaves a command either not done at all, or done with its answer kept.',
    edits: [
      {
        file: 'firmware-sim/nvm/nvm.ts',
        out: 'stored = Uint8Array.from(bytes)',
        in: 'stored = stored && bytes.length % 3 === 0 ? stored : Uint8Array.from(bytes)',
      },
    ],
    suite: SEEDS,
  },
  {
    name: 'only the device’s own signature is believed',
    promise: 'A result counts only if it is signed with the key of that very device.',
    edits: [
      {
        file: 'src/devices/signature.ts',
        out: 'return verify(null, Buffer.concat([RESULT_LABEL, bytes]), key, sig)',
        in: 'return verify.length > 0 && key !== null && RESULT_LABEL.length > 0',
      },
    ],
    suite: STORIES,
  },
  {
    name: 'give-back',
    promise: 'A code that the device refuses for good is unused again.',
    edits: [
      {
        file: 'src/codes/claim-code.ts',
        out: "set({ state: 'unused',",
        in: "set({ state: 'used',",
      },
    ],
    suite: STORIES,
  },
  {
    name: 'one answer wins',
    promise: 'A repeated result changes nothing.',
    edits: [
      {
        file: 'src/devices/transition.ts',
        out: "    case 'applied':\n    case 'refused':",
        in: "    case 'applied':\n      return { to: 'applied' }\n    case 'refused':",
      },
      {
        file: 'src/flows/settle.ts',
        out: "where('state', 'in', ['sent', 'expired'])",
        in: "where('state', '!=', 'queued')",
      },
    ],
    suite: STORIES,
  },
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
    name: 'the inbox is read again',
    promise: 'What is in the inbox reaches telemetry, whatever dies between.',
    edits: [
      {
        file: 'src/flows/ingest.ts',
        out: 'await storeReports(house, frames, tally)\n',
        in: 'await reader.done(frames.at(-1)?.place ?? 0)\n        await storeReports(house, frames, tally)\n',
      },
    ],
    suite: 'src/flows/ingest.test.ts',
  },
  {
    name: 'guessing is limited',
    promise: 'Guesses that name no code are counted, and past the limit even a good code is refused.',
    edits: [
      {
        file: 'src/codes/guesses.ts',
        out: 'const until = blockedUntil(',
        in: 'const until = null as number | null ?? ((..._: unknown[]) => null)(blockedUntil, ',
      },
    ],
    suite: STORIES,
  },
  {
    name: 'codes at rest',
    promise: 'A code is at rest only as a keyed hash.',
    edits: [
      {
        file: 'src/codes/code-hash.ts',
        out: '.update(canonical).digest()',
        in: '.update(canonical).digest().fill(canonical)',
      },
    ],
    suite: 'test/at-rest.test.ts',
  },
  {
    name: 'one winner',
    promise: 'A code redeemed by many at once has one winner: the conditional update is the lock.',
    edits: [{ file: 'src/codes/claim-code.ts', out: ".where('state', '=', 'unused')", in: '' }],
    suite: 'test/races/redeem-race.test.ts',
  },
  {
    name: 'the guess limit holds under a race',
    promise: 'Guesses made at the same moment cannot pass the limit together.',
    edits: [
      {
        file: 'src/codes/guesses.ts',
        out: ".where('guesses.arrival', '<=', now + (burst - 1) * interval_ms),",
        in: ".where('guesses.arrival', '<=', now + (burst + 1_000) * interval_ms),",
      },
    ],
    suite: 'test/races/redeem-race.test.ts',
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
    suite: 'src/inbox/crash.test.ts',
  },
  {
    name: 'PUBACK after durable on the short way',
    promise:
      'Reports that take the short way past the broker’s parser get their PUBACKs when they are kept, and not before.',
    edits: [
      {
        file: 'broker/hooks.ts',
        out: 'await taken\n        await earlier\n        session',
        in: 'void taken\n        await earlier\n        session',
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
  {
    name: 'a changed receipt is found',
    promise: 'No byte of a receipt can be changed unseen.',
    edits: [
      {
        file: 'src/receipts/verify.ts',
        out: '!sealFits(file) || digestOf(file.body) !== file.digest',
        in: 'digestOf(file.body) !== file.digest',
      },
    ],
    suite: 'test/receipts/verify.test.ts',
  },
  {
    name: 'a receipt states what the device signed',
    promise: 'Not even the house can seal a receipt that says something else than the device signed.',
    edits: [
      {
        file: 'src/receipts/device-evidence.ts',
        out: "if (member) return { fault: 'disagrees', member }",
        in: "if (member === 'x') return { fault: 'disagrees', member }",
      },
    ],
    suite: 'test/receipts/verify.test.ts',
  },
  {
    name: 'numbered in its commit',
    promise: 'On SQLite an event has its number as soon as it can be seen.',
    edits: [
      {
        file: 'src/store/sqlite-writer.ts',
        out: "if (finished.some(({ told }) => told.kind === 'ended')) await this.#last()",
        in: '',
      },
    ],
    suite: 'test/store/last-of-group.test.ts',
  },
  {
    name: 'a refusal leaves an audit entry',
    promise: 'Every refusal of a code is in the audit chain, without the code.',
    edits: [{ file: 'src/flows/note-refusal.ts', out: 'await record(tx, world, {', in: 'void ({' }],
    suite: 'test/audit/deeds.test.ts',
  },
  {
    name: 'no code is written to support',
    promise: 'The letter to support that a refusal begins never holds the code.',
    edits: [
      {
        file: 'src/http/problem/answer-problem.ts',
        out: 'return { at, reference,',
        in: 'return { at, reference: JSON.stringify(request.body) + reference,',
      },
    ],
    suite: 'test/http/support-case.test.ts',
  },
  {
    name: 'codes are unbiased',
    promise: 'Every symbol of an alphabet is as likely as any other, at every place of a minted code.',
    edits: [{ file: 'src/codes/derive-code.ts', out: 'if (byte >= limit) continue', in: '' }],
    suite: 'test/minting/derive.test.ts',
  },
  {
    name: 'a batch is whole or dead',
    promise: 'No code of a batch can be redeemed before all of them are stored.',
    edits: [
      {
        file: 'src/flows/batches/mint-part.ts',
        out: "...(state === 'done' ? { state: 'ready' } : {})",
        in: "state: 'ready'",
      },
    ],
    suite: 'test/minting/minting.test.ts',
  },
  {
    name: 'confirming ends the export',
    promise: 'A confirmed batch can never be exported again, by anybody.',
    edits: [{ file: 'src/flows/batches/confirm.ts', out: 'await destroySeed(tx, batchId)', in: '' }],
    suite: 'test/minting/minting.test.ts',
  },
  {
    name: 'a destroyed seed leaves no bytes',
    promise: "Once the ledger is closed, a confirmed batch's seed is not in its file, not even sealed.",
    edits: [{ file: 'src/store/sqlite.ts', out: "db.exec('pragma secure_delete = on')", in: '' }],
    suite: 'test/minting/destroyed.test.ts',
  },
  {
    name: 'codes for an account all count',
    promise: 'Two codes redeemed at once on one licence both extend it: the end that was read is the lock.',
    edits: [{ file: 'src/licences/licence.ts', out: ".where('ends_at', '=', licence.endsAt)", in: '' }],
    suite: 'test/accounts/redeem-on-account.test.ts',
  },
  {
    name: 'one campaign code',
    promise: 'An account uses one campaign code ever.',
    edits: [
      {
        file: 'src/flows/grant-on-account.ts',
        out: 'if (code.facts.batch.campaign) await spendCampaign(',
        in: 'if (code.facts.batch.campaign && at < 0) await spendCampaign(',
      },
    ],
    suite: 'test/accounts/redeem-on-account.test.ts',
  },
  {
    name: 'five tries',
    promise: 'Six digits can be tried five times, also at once.',
    edits: [{ file: 'src/accounts/verification.ts', out: ".where('tries', '<', TRIES_MAX)", in: '' }],
    suite: 'test/accounts/phone.test.ts',
  },
  {
    name: 'one trial per number',
    promise: 'A phone number has one trial, whoever holds it.',
    edits: [{ file: 'src/flows/start-trial.ts', out: "if (given) return 'trial-used'", in: 'if (given) await given' }],
    suite: 'test/accounts/phone.test.ts',
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
        out: "['wrong-code', 'old-unlock-counter']",
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
]
