import { stampText, timeStamp } from '../../codec/time-stamp.ts'
import { CME, cme, ok } from '../answer.ts'
import { word } from '../arguments.ts'
import type { Settings } from '../settings.ts'
import type { Command } from '../state.ts'
import { numberCommand, telling } from './number.ts'

const manufacturer = telling(({ identity }) => ok(identity.manufacturer))
const model = telling(({ identity }) => ok(identity.model))
const revision = telling(({ identity }) => ok(identity.revision))
const serial = telling(({ identity }) => ok(identity.imei))
const CHARACTER_SETS: readonly Settings['cscs'][] = ['GSM', 'IRA', 'UCS2']

/** Who the modem and its SIM are, and how it speaks (3GPP TS 27.007 §5, §8). */
export const IDENTITY_COMMANDS: Readonly<Record<string, Command>> = {
  '+CGMI': manufacturer,
  '+GMI': manufacturer,
  '+CGMM': model,
  '+GMM': model,
  '+CGMR': revision,
  '+GMR': revision,
  '+CGSN': serial,
  '+GSN': serial,
  '+GCAP': telling(() => ok('+GCAP: +CGSM')),
  '+CIMI': { needs: 'cme', ...telling(({ sim }) => ok(sim.imsi)) },
  '+CCID': { needs: 'cme', ...telling(({ sim }) => ok(`+CCID: ${sim.iccid}`)) },
  '+CNUM': { needs: 'cme', ...telling(({ number }) => ok(`+CNUM: "","${number}",145`)) },
  '+CMEE': numberCommand('+CMEE', 'cmee', [0, 2]),
  '+CBC': telling(() => ok('+CBC: 0,100,4200')),
  '+CPAS': telling(() => ok('+CPAS: 0')),
  '+CCLK': { read: ({ clock }) => ok(`+CCLK: "${stampText(timeStamp(clock.now(), 0))}"`), set: () => ok() },
  '+CSCS': {
    read: ({ settings }) => ok(`+CSCS: "${settings.cscs}"`),
    test: () => ok(`+CSCS: (${CHARACTER_SETS.map((set) => `"${set}"`).join(',')})`),
    set({ settings }, { args }) {
      const chosen = CHARACTER_SETS.find((set) => set === word(args, 0))
      if (!chosen) return cme(CME.incorrectParameters)
      settings.cscs = chosen
      return ok()
    },
  },
}
