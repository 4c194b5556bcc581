import type { SimCard, SimState } from '../../sim-card.ts'
import { type Answer, CME, cme, ok } from '../answer.ts'
import { whole, word } from '../arguments.ts'
import type { Command, ModemState } from '../state.ts'

const WAITS_FOR: Readonly<Record<Exclude<SimState, 'absent' | 'blocked'>, string>> = {
  ready: 'READY',
  pin: 'SIM PIN',
  puk: 'SIM PUK',
}
const isPin = (text: string): boolean => /^[0-9]{4,8}$/.test(text)

/** The SIM's PIN and PUK (3GPP TS 27.007 §8.3, §7.4, §7.5). */
export const SECURITY_COMMANDS: Readonly<Record<string, Command>> = {
  '+CPIN': {
    read({ sim }) {
      const state = sim.state()
      if (state === 'absent') return cme(CME.simNotInserted)
      return state === 'blocked' ? cme(CME.simFailure) : ok(`+CPIN: ${WAITS_FOR[state]}`)
    },
    test: () => ok(),
    set(modem, { args }) {
      const { sim } = modem
      const [first, second] = [word(args, 0), word(args, 1)]
      if (!isPin(first) || (args.length > 1 && !isPin(second))) return cme(CME.incorrectParameters)
      const state = sim.state()
      if (state === 'ready') return cme(CME.notAllowed)
      const done = args.length > 1 ? sim.enterPuk(first, second) : sim.enterPin(first)
      if (done) modem.radio.look()
      return done ? ok() : refusal(sim, state === 'pin' && args.length === 1)
    },
  },
  '+CLCK': {
    test: () => ok('+CLCK: ("SC")'),
    set(modem, { args }) {
      const mode = whole(args, 1, [0, 2], 2)
      if (word(args, 0) !== 'SC' || mode === null) return cme(CME.notSupported)
      if (mode === 2) return ok(`+CLCK: ${modem.sim.asksPin() ? 1 : 0}`)
      return withPin(modem, word(args, 2), () => modem.sim.askPin(mode === 1, word(args, 2)))
    },
  },
  '+CPWD': {
    test: () => ok('+CPWD: ("SC",8)'),
    set(modem, { args }) {
      const [, old, fresh] = [word(args, 0), word(args, 1), word(args, 2)]
      if (word(args, 0) !== 'SC' || !isPin(fresh)) return cme(CME.incorrectParameters)
      return withPin(modem, old, () => modem.sim.changePin(old, fresh))
    },
  },
  '+CPINR': {
    run({ sim }) {
      const { pin, puk } = sim.tries()
      return ok(`+CPINR: SIM PIN,${pin},3`, `+CPINR: SIM PUK,${puk},10`)
    },
  },
}

function withPin({ sim, radio }: ModemState, pin: string, act: () => boolean): Answer {
  if (!isPin(pin)) return cme(CME.incorrectParameters)
  if (act()) return ok()
  radio.look()
  return refusal(sim, true)
}

/** @param fits whether it was what the card waited for */
function refusal(sim: SimCard, fits: boolean): Answer {
  const state = sim.state()
  if (state === 'absent') return cme(CME.simNotInserted)
  if (state === 'blocked') return cme(CME.simFailure)
  if (state === 'puk') return cme(CME.simPukRequired)
  return cme(fits ? CME.incorrectPassword : CME.simPinRequired)
}
