import { ERROR, ok } from '../answer.ts'
import { whole } from '../arguments.ts'
import { factorySettings, type Settings } from '../settings.ts'
import type { Command } from '../state.ts'

/** Commands of ITU-T V.250 that a modem without calls knows. What only concerns calls or a cable is accepted and changes nothing. */
export const BASIC_COMMANDS: Readonly<Record<string, Command>> = {
  E: flag('echo'),
  V: flag('verbose'),
  Q: flag('quiet'),
  Z: factory(),
  '&F': factory(),
  I: { set: ({ identity }) => ok(identity.manufacturer, identity.model, `Revision: ${identity.revision}`) },
  ...Object.fromEntries(['H', 'L', 'M', 'X', '&C', '&D', '&K', '&S', '&W'].map((name) => [name, { set: () => ok() }])),
  S: {
    // S3, S4 and S5 stand at CR, LF and BS; others are there for clients that set them by habit.
    read: (_, { args }) => ok(String(S_PARAMETERS[args[0]?.text ?? ''] ?? 0).padStart(3, '0')),
    set: (_, { args }) => (whole(args, 1, [0, 255], 0) === null ? ERROR : ok()),
  },
}

const S_PARAMETERS: Readonly<Record<string, number>> = { 3: 13, 4: 10, 5: 8 }

function flag(name: 'echo' | 'verbose' | 'quiet'): Command {
  return {
    set({ settings }, { args }) {
      const value = whole(args, 0, [0, 1], 0)
      if (value === null) return ERROR
      settings[name] = value === 1
      return ok()
    },
  }
}

/** Everything but what the SIM keeps. Routing of what comes in goes back too, so a client must set +CNMI anew. */
function factory(): Command {
  return {
    set(modem) {
      const fresh: Settings = factorySettings()
      modem.settings = fresh
      return ok()
    },
  }
}
