import type { Guarantee } from '../guarantee.ts'

const EXACTLY_ONCE = 'firmware-sim/dongle/exactly-once.test.ts'
const REQUESTS = 'firmware-sim/dongle/requests.test.ts'
const EXECUTE = 'firmware-sim/dongle/execute.test.ts'

/** What a dongle owes to whoever sells codes for it, and to whoever bought one. */
export const FIRMWARE: readonly Guarantee[] = [
  {
    name: 'a dongle checks the code',
    promise: 'Nothing is unlocked without a code that was made for this dongle, number, type and counter.',
    edits: [
      {
        file: 'firmware-sim/dongle/judge-code.ts',
        out: 'const genuine = same(made, code.subarray(HEAD_BYTES))',
        in: 'const genuine = same(made, made)',
      },
    ],
    suite: EXACTLY_ONCE,
  },
  {
    name: 'a dongle counts unlock codes',
    promise: 'A code older than one that was entered under the same licence number gives nothing.',
    edits: [
      {
        file: 'firmware-sim/dongle/judge-code.ts',
        out: "if (wanted.counter < wanted.counterBefore) return { kind: 'old-counter' }",
        in: '',
      },
    ],
    suite: REQUESTS,
  },
  {
    name: 'a dongle counts commands',
    promise: 'A command that is older than one handled before has no effect.',
    edits: [
      {
        file: 'firmware-sim/dongle/judge-execute.ts',
        out: 'if (order.counter <= memory.highestCounter) {',
        in: 'if (order.counter < 0) {',
      },
    ],
    suite: EXECUTE,
  },
  {
    name: 'a dongle knows its commands',
    promise: 'A command that comes twice is answered with the record of the first time.',
    edits: [
      { file: 'firmware-sim/dongle/judge-execute.ts', out: 'if (known) return', in: 'if (known && !known) return' },
    ],
    suite: EXACTLY_ONCE,
  },
  {
    name: 'lock-out outlives the power',
    promise: 'Cutting the power shortens no lock-out.',
    edits: [
      {
        file: 'firmware-sim/dongle/firmware.ts',
        out: 'createLockOut(stored?.lockOut_s ?? 0, {',
        in: 'createLockOut(0, {',
      },
    ],
    suite: EXACTLY_ONCE,
  },
  {
    name: 'failures are stored before they are told',
    promise: 'A guess that was judged is counted, whatever happens to the power.',
    edits: [
      {
        file: 'firmware-sim/dongle/react.ts',
        out: 'return { ...answer, memory: verdict.memory, lockOut_s: begins_s }',
        in: 'return { ...answer, memory: null, lockOut_s: begins_s }',
      },
    ],
    suite: EXACTLY_ONCE,
  },
  {
    name: 'a right code buys no guesses',
    promise: 'A code that gives nothing new leaves the failures as they are.',
    edits: [
      {
        file: 'firmware-sim/dongle/judge-code.ts',
        out: "return { kind: 'held', memory: raised ? withHolding(memory, wanted.counted) : memory }",
        in: "return { kind: 'held', memory: { ...(raised ? withHolding(memory, wanted.counted) : memory), failures: 0 } }",
      },
    ],
    suite: REQUESTS,
  },
  {
    name: 'a dongle stores in one step before it answers',
    promise: 'Effect, counter and record are in memory before anybody is told of them.',
    edits: [
      {
        file: 'firmware-sim/dongle/firmware.ts',
        out: 'await keeper.commit(judge).catch(',
        in: 'void keeper.commit(judge).catch(',
      },
    ],
    suite: 'firmware-sim/dongle/power-cut.test.ts',
  },
  {
    name: 'a dongle repeats its last answer',
    promise: 'A request that is sent again is not carried out again.',
    edits: [
      {
        file: 'firmware-sim/dongle/boot.ts',
        out: 'if (!last || !isSame(request, last.request)) last',
        in: 'last',
      },
    ],
    suite: REQUESTS,
  },
  {
    name: 'what A held, A holds again',
    promise: 'Entering other user information costs nobody a licence.',
    edits: [
      {
        file: 'firmware-sim/dongle/memory.ts',
        out: 'const changed = { ...memory, fingerprint }',
        in: 'const changed = { ...memory, fingerprint, holdings: [] }',
      },
    ],
    suite: EXACTLY_ONCE,
  },
]
