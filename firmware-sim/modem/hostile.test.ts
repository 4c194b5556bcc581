import fc from 'fast-check'
import { expect, it } from 'vitest'
import { openTerminal } from './testing/terminal.ts'

const RUNS = process.env.KOPPEL_SOAK ? 10_000 : 100
const PIECES = [
  'AT',
  'AT+CMGS=',
  'AT+CMGW=',
  '12',
  '\r',
  '\x1a',
  '\x1b',
  '\b',
  '+CMGF=1',
  '+CNMI=2,2,0,1,0',
  '+CSMS=1',
  '+CMGL=4',
  '+CMGD=1,4',
]
const MORE = [
  '"',
  ';',
  '=?',
  '?',
  '+CSCS="UCS2"',
  '+CMGS="+4366012345"',
  '0001000B916407281553F8',
  '\xff',
  '\0',
  'ATV0',
  'ATQ1',
  '+CFUN=1,1',
  '+CPIN=0000',
]

it('whatever is typed, the modem answers again when it is started anew', { timeout: 120_000 }, async () => {
  const typed = fc.array(fc.constantFrom(...PIECES, ...MORE), { maxLength: 60 }).map((pieces) => pieces.join(''))
  await fc.assert(
    fc.asyncProperty(typed, async (text) => {
      const { sim, raw, type, shown } = await openTerminal()
      sim.inject('+436601234567', 'hallo')
      await raw(text, 20_000)
      sim.modem.restart()
      await shown(5_000)
      await raw('ATE0\r')
      expect(await type('AT')).toBe('\nOK\n')
      await sim.stop()
    }),
    { numRuns: RUNS },
  )
})

it('a flood without an end of line is forgotten, and the next command is obeyed', async () => {
  const { raw, type } = await openTerminal()
  for (let count = 0; count < 100; count++) await raw('x'.repeat(4_000))
  await raw('\r')
  expect(await type('AT')).toBe('\nOK\n')
})
