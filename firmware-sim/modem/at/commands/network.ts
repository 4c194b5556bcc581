import { CME, cme, ok } from '../answer.ts'
import { whole } from '../arguments.ts'
import type { Command, ModemState } from '../state.ts'

const OPERATOR = { long: 'Simulated', numeric: '23201' }
/** Location area and cell, which +CREG=2 adds. */
const CELL = '"0A1B","2C3D"'

/** Registration and signal (3GPP TS 27.007 §7, §8). */
export const NETWORK_COMMANDS: Readonly<Record<string, Command>> = {
  '+CFUN': {
    read: ({ radio }) => ok(`+CFUN: ${radio.function()}`),
    test: () => ok('+CFUN: (0,1,4),(0,1)'),
    set(modem, { args }) {
      const [fun, reset] = [whole(args, 0, [0, 4], 1), whole(args, 1, [0, 1], 0)]
      if (fun === null || reset === null || ![0, 1, 4].includes(fun)) return cme(CME.incorrectParameters)
      modem.radio.setFunction(fun)
      // After the answer, so that the client learns that it was understood.
      if (reset === 1) modem.clock.after(0, () => modem.restart())
      return ok()
    },
  },
  '+CREG': registrationCommand('creg'),
  // Packet service: no use to messages, but clients ask for it and give up without.
  '+CGREG': registrationCommand('cgreg'),
  '+CSQ': { run: ({ radio }) => ok(`+CSQ: ${radio.rssi()},99`), test: () => ok('+CSQ: (0-31,99),(0-7,99)') },
  '+CGATT': { needs: 'cme', read: ({ radio }) => ok(`+CGATT: ${radio.stat() === 1 ? 1 : 0}`), set: () => ok() },
  '+COPS': {
    needs: 'cme',
    read({ radio, settings: { copsFormat } }) {
      if (radio.stat() !== 1) return ok('+COPS: 0')
      return ok(`+COPS: 0,${copsFormat},"${copsFormat === 2 ? OPERATOR.numeric : OPERATOR.long}"`)
    },
    test: () => ok(`+COPS: (2,"${OPERATOR.long}","${OPERATOR.long}","${OPERATOR.numeric}")`),
    set({ settings }, { args }) {
      const [mode, format] = [whole(args, 0, [0, 4], 0), whole(args, 1, [0, 2], 0)]
      if (mode === null || format === null) return cme(CME.incorrectParameters)
      if (args.length > 1) settings.copsFormat = format
      return ok()
    },
  },
}

function registrationCommand(setting: 'creg' | 'cgreg'): Command {
  const name = `+${setting.toUpperCase()}`
  return {
    read: (modem) => ok(`${name}: ${modem.settings[setting]},${registration(modem, setting)}`),
    test: () => ok(`${name}: (0-2)`),
    set({ settings }, { args }) {
      const mode = whole(args, 0, [0, 2], 0)
      if (mode === null) return cme(CME.incorrectParameters)
      settings[setting] = mode
      return ok()
    },
  }
}

/** <stat>, with the cell where +CREG=2 (or +CGREG=2) asks for it. */
export function registration(
  { radio, settings }: Pick<ModemState, 'radio' | 'settings'>,
  setting: 'creg' | 'cgreg' = 'creg',
): string {
  const stat = radio.stat()
  return settings[setting] === 2 && stat === 1 ? `${stat},${CELL}` : String(stat)
}
