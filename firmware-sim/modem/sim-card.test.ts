import { expect, it } from 'vitest'
import { openTerminal } from './testing/terminal.ts'

const OK = '\nOK\n'

it('a SIM with a PIN keeps the modem out of the network until it is entered', async () => {
  const { type } = await openTerminal({ pin: '4711' })
  expect(await type('AT+CPIN?')).toBe('\n+CPIN: SIM PIN\n\nOK\n')
  expect(await type('AT+CREG?', 5_000)).toBe('\n+CREG: 0,0\n\nOK\n')
  expect(await type('AT+CMEE=1;+CIMI')).toBe('\n+CME ERROR: 11\n')
  expect(await type('AT+CMGL=4')).toBe('\n+CMS ERROR: 311\n')
  expect(await type('AT+CPIN="4711"', 1_000)).toBe(OK)
  expect(await type('AT+CPIN?;+CREG?')).toBe('\n+CPIN: READY\n\n+CREG: 0,1\n\nOK\n')
  expect(await type('AT+CPIN="4711"')).toBe('\n+CME ERROR: 3\n')
})

it('three wrong PINs want the PUK, over a restart too, and it sets a new PIN', async () => {
  const { sim, type, raw, shown } = await openTerminal({ pin: '4711' })
  await type('AT+CMEE=1')
  expect(await type('AT+CPIN="0000"')).toBe('\n+CME ERROR: 16\n')
  expect(await type('AT+CPIN="0000"')).toBe('\n+CME ERROR: 16\n')
  sim.modem.restart()
  await shown(5_000)
  await raw('ATE0+CMEE=1\r')
  expect(await type('AT+CPINR')).toBe('\n+CPINR: SIM PIN,1,3\n\n+CPINR: SIM PUK,10,10\n\nOK\n')
  expect(await type('AT+CPIN="0000"')).toBe('\n+CME ERROR: 12\n')
  expect(await type('AT+CPIN?')).toBe('\n+CPIN: SIM PUK\n\nOK\n')
  expect(await type('AT+CPIN="4711"')).toBe('\n+CME ERROR: 12\n')
  expect(await type('AT+CPIN="87654321","1234"')).toBe('\n+CME ERROR: 12\n')
  expect(await type('AT+CPIN="12345678","1234"')).toBe(OK)
  sim.modem.restart()
  await shown(5_000)
  await raw('ATE0\r')
  expect(await type('AT+CPIN="1234"')).toBe(OK)
})

it('ten wrong PUKs are the end of it', async () => {
  const { type } = await openTerminal({ pin: '4711' })
  for (let at = 0; at < 3; at++) await type('AT+CPIN="0000"')
  for (let at = 0; at < 10; at++) await type('AT+CPIN="00000000","1234"')
  expect(await type('AT+CMEE=1;+CPIN?')).toBe('\n+CME ERROR: 13\n')
  expect(await type('AT+CPIN="12345678","1234"')).toBe('\n+CME ERROR: 13\n')
})

it('the PIN can be changed and switched off by who knows it', async () => {
  const { type } = await openTerminal({ pin: '4711' })
  await type('AT+CMEE=1;+CPIN="4711"')
  expect(await type('AT+CLCK="SC",2')).toBe('\n+CLCK: 1\n\nOK\n')
  expect(await type('AT+CPWD="SC","4712","1234"')).toBe('\n+CME ERROR: 16\n')
  expect(await type('AT+CPWD="SC","4711","1234"')).toBe(OK)
  expect(await type('AT+CLCK="SC",0,"1234"')).toBe(OK)
  expect(await type('AT+CLCK="SC",2')).toBe('\n+CLCK: 0\n\nOK\n')
  expect(await type('AT+CLCK="SC",0,"abcd"')).toBe('\n+CME ERROR: 50\n')
})

it('a SIM that is taken out takes the network with it', async () => {
  const { sim, type } = await openTerminal()
  await type('AT+CMEE=1;+CREG=1')
  sim.modem.insertSim(false)
  expect(await type('AT+CPIN?')).toBe('\n+CREG: 0\n\n+CME ERROR: 10\n')
  expect(await type('AT+CMGL=4')).toBe('\n+CMS ERROR: 310\n')
  sim.modem.insertSim(true)
  expect(await type('AT+CPIN?', 1_000)).toBe('\n+CREG: 2\n\n+CPIN: READY\n\nOK\n\n+CREG: 1\n')
})
