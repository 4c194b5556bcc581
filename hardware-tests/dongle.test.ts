import { afterAll, beforeAll, describe } from 'vitest'
import { boardAsked } from './dongle/asked.ts'
import { type Board, takeBoard } from './dongle/board.ts'
import { identityContract } from './dongle/identity-contract.ts'
import { licenceContract } from './dongle/licence-contract.ts'
import { lineContract } from './dongle/line-contract.ts'
import { powerContract } from './dongle/power-contract.ts'

/** The device contract of a dongle: the simulated one by default, a board with KOPPEL_HW_DONGLE. One file, because a port is for one program. */
const asked = boardAsked(process.env)
let board: Board
beforeAll(async () => {
  board = await takeBoard(asked)
})
afterAll(() => board.stop())

describe('on the line', () => lineContract(() => board))
describe('who it is', () => identityContract(() => board, asked))
if (asked.port === null || asked.destructive) describe('what it holds', () => licenceContract(() => board))
if (asked.port === null || asked.powerCycle !== null) describe('without power', () => powerContract(() => board, asked))
