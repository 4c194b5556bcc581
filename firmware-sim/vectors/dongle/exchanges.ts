import type { Fields } from '../../codec.ts'
import { lockOutAfter } from '../../dongle/judge-code.ts'
import { firstMemory, type Memory } from '../../dongle/memory.ts'
import { COMMAND, react } from '../../dongle/react.ts'
import { hex } from '../cast.ts'
import { CARAT_ID, codeFor, DONGLE, KEY, numberUnder, OTHER_USER, orderBytes, orderId, USER } from './cast.ts'

/** A request, a time that passes with power on, or a loss of power; after a loss comes a HELLO. */
type Step = [command: number, payload: string] | { wait_s: number } | 'power-cycle'
type Script = { name: string; clause: string; steps: readonly Step[] }

const NUMBER = numberUnder(USER)
const OTHER = numberUnder(OTHER_USER)
const WRONG = `${codeFor(NUMBER, 5, 1).slice(0, 15)}0`
const text = (words: string): string => hex(Buffer.from(words))
const enter = (words: string): Step => [COMMAND.userInformation, text(words)]
const unlock = (code: string): Step => [COMMAND.unlock, code.toLowerCase()]
const execute = (id: number, counter: number, number: string, code: string): Step => [
  COMMAND.execute,
  hex(orderBytes(orderId(id), counter, number, code)),
]
const licences: Step = [COMMAND.licences, '']
const status: Step = [COMMAND.status, '']

const SCRIPTS: readonly Script[] = [
  {
    name: 'identity, without and with user information',
    clause: '§4',
    steps: [
      [COMMAND.identity, '000102030405060708090a0b0c0d0e0f'],
      enter(USER),
      [COMMAND.identity, '000102030405060708090a0b0c0d0e0f'],
    ],
  },
  { name: 'user information is cleared by none', clause: '§5', steps: [enter(USER), enter(''), licences] },
  {
    name: 'user information that is malformed changes nothing',
    clause: '§5',
    steps: [enter(USER), [COMMAND.userInformation, text('x'.repeat(201))], [COMMAND.userInformation, '41c3'], licences],
  },
  {
    name: 'another length is malformed',
    clause: '§3',
    steps: [
      [COMMAND.identity, '00'],
      [COMMAND.licences, '00'],
      [COMMAND.status, '00'],
      [COMMAND.unlock, '00'],
      [COMMAND.execute, '00'],
    ],
  },
  {
    name: 'an unknown command',
    clause: '§3',
    steps: [
      [0x77, ''],
      [0x00, ''],
    ],
  },
  { name: 'no user information', clause: '§6 step 2', steps: [unlock(codeFor(`${CARAT_ID}00000000`, 5, 1)), status] },
  {
    name: 'points, then E',
    clause: '§6 step 6',
    steps: [enter(USER), unlock(codeFor(NUMBER, 31, 1)), unlock(codeFor(NUMBER, 255, 1)), licences],
  },
  {
    name: 'the same code again',
    clause: '§6 step 4',
    steps: [enter(USER), unlock(codeFor(NUMBER, 31, 1)), unlock(codeFor(NUMBER, 31, 1)), licences],
  },
  {
    name: 'fewer points raise the counter',
    clause: '§6 step 4',
    steps: [enter(USER), unlock(codeFor(NUMBER, 31, 1)), unlock(codeFor(NUMBER, 5, 300)), licences],
  },
  {
    name: 'an upgrade',
    clause: '§6 step 6',
    steps: [enter(USER), unlock(codeFor(NUMBER, 1, 1)), unlock(codeFor(NUMBER, 5, 2)), licences],
  },
  {
    name: 'an upgrade with an older counter',
    clause: '§6 step 5',
    steps: [enter(USER), unlock(codeFor(NUMBER, 1, 9)), unlock(codeFor(NUMBER, 5, 8)), licences, status],
  },
  {
    name: 'wrong codes: another user, another dongle, operation 0',
    clause: '§6 step 3',
    steps: [
      enter(USER),
      unlock(codeFor(OTHER, 5, 1)),
      unlock(codeFor(`12345679${NUMBER.slice(8)}`, 5, 1)),
      unlock(codeFor(NUMBER, 0, 1)),
    ],
  },
  {
    name: 'a right code that gives nothing new leaves the failures',
    clause: '§6 step 4',
    steps: [
      enter(USER),
      unlock(codeFor(NUMBER, 5, 1)),
      unlock(WRONG),
      unlock(codeFor(NUMBER, 5, 1)),
      unlock(WRONG),
      status,
    ],
  },
  {
    name: 'lock-out from the third failure, doubling, and over in its time',
    clause: '§6 steps 1 and 3',
    steps: [
      enter(USER),
      unlock(WRONG),
      unlock(WRONG),
      unlock(WRONG),
      unlock(codeFor(NUMBER, 5, 1)),
      { wait_s: 59 },
      status,
      { wait_s: 1 },
      unlock(WRONG),
      { wait_s: 120 },
      unlock(codeFor(NUMBER, 5, 1)),
      unlock(WRONG),
    ],
  },
  {
    name: 'a loss of power shortens no lock-out',
    clause: '§6',
    steps: [
      enter(USER),
      unlock(WRONG),
      unlock(WRONG),
      unlock(WRONG),
      { wait_s: 30 },
      'power-cycle',
      status,
      unlock(codeFor(NUMBER, 5, 1)),
      { wait_s: 60 },
      unlock(codeFor(NUMBER, 5, 1)),
    ],
  },
  {
    name: 'what A held, A holds again, and B none of it',
    clause: '§5',
    steps: [
      enter(USER),
      unlock(codeFor(NUMBER, 5, 2)),
      enter(OTHER_USER),
      licences,
      unlock(codeFor(OTHER, 7, 1)),
      enter(USER),
      licences,
      'power-cycle',
      licences,
    ],
  },
  {
    name: 'a command, and the same again after a loss of power',
    clause: '§7 steps 2 and 6',
    steps: [
      enter(USER),
      execute(1, 1, NUMBER, codeFor(NUMBER, 5, 1)),
      'power-cycle',
      execute(1, 1, NUMBER, codeFor(NUMBER, 5, 1)),
      licences,
    ],
  },
  {
    name: 'a command with an old counter',
    clause: '§7 step 3',
    steps: [
      enter(USER),
      execute(5, 5, NUMBER, codeFor(NUMBER, 5, 1)),
      execute(4, 4, NUMBER, codeFor(NUMBER, 255, 1)),
      licences,
      status,
    ],
  },
  {
    name: 'a command for other user information, and for none',
    clause: '§7 step 4',
    steps: [
      execute(1, 1, `${CARAT_ID}00000000`, codeFor(`${CARAT_ID}00000000`, 5, 1)),
      enter(OTHER_USER),
      execute(2, 2, NUMBER, codeFor(NUMBER, 5, 1)),
      status,
    ],
  },
  {
    name: 'a command with a wrong code',
    clause: '§7 step 5',
    steps: [
      enter(USER),
      execute(1, 1, NUMBER, WRONG),
      execute(2, 2, NUMBER, WRONG),
      execute(3, 3, NUMBER, WRONG),
      execute(4, 4, NUMBER, codeFor(NUMBER, 5, 1)),
      { wait_s: 60 },
      execute(4, 4, NUMBER, codeFor(NUMBER, 5, 1)),
    ],
  },
  {
    name: 'a command with an old unlock counter',
    clause: '§7 step 5',
    steps: [enter(USER), unlock(codeFor(NUMBER, 3, 8)), execute(1, 1, NUMBER, codeFor(NUMBER, 5, 7))],
  },
  {
    name: 'a command for what is held already is applied',
    clause: '§7 step 5',
    steps: [enter(USER), unlock(codeFor(NUMBER, 5, 1)), execute(1, 1, NUMBER, codeFor(NUMBER, 3, 1))],
  },
  {
    name: 'ten commands: the record lists eight',
    clause: '§7',
    steps: [
      enter(USER),
      ...Array.from({ length: 10 }, (_, at) => execute(at + 1, at + 1, NUMBER, codeFor(NUMBER, at + 1, at + 1))),
    ],
  },
  {
    name: 'a command counter of 0, and of 2^53',
    clause: '§4',
    steps: [
      enter(USER),
      [COMMAND.execute, hex(orderBytes(orderId(1), 0, NUMBER, codeFor(NUMBER, 5, 1)))],
      [COMMAND.execute, hex(orderBytes(orderId(1), 2 ** 53, NUMBER, codeFor(NUMBER, 5, 1)))],
      status,
    ],
  },
]

/** Requests and their answers: status and what follows. Each script begins on a dongle fresh from production, that was greeted once. */
export function exchangeVectors(): Fields[] {
  return SCRIPTS.map(({ name, clause, steps }) => ({ name, clause, steps: answered(steps) }))
}

function answered(steps: readonly Step[]): Fields[] {
  const self = { caratId: Buffer.from(CARAT_ID, 'hex'), key: KEY, keyVersion: DONGLE.keyVersion }
  let memory: Memory = { ...firstMemory(), boot: 1, session: 1 }
  let uptime_s = 0
  let lockOut_s = 0
  return steps.map((step) => {
    if (step === 'power-cycle') {
      uptime_s = 0
      // Stored at full minutes since it began.
      lockOut_s = Math.ceil(lockOut_s / 60) * 60
      memory = { ...memory, boot: memory.boot + 1, session: memory.session + 1, lockOut_s }
      return { powerCycle: true }
    }
    if ('wait_s' in step) {
      uptime_s += step.wait_s
      lockOut_s = Math.max(0, lockOut_s - step.wait_s)
      return step
    }
    const [command, payload] = step
    const before = memory.failures
    const reaction = react(memory, { command, payload: Buffer.from(payload, 'hex') }, self, {
      greeted: true,
      uptime_s,
      lockOut_s,
    })
    memory = reaction.memory ?? memory
    if (memory.failures > before) lockOut_s = lockOutAfter(memory.failures)
    return { command, payload, answer: hex(reaction.answer) }
  })
}
