import { isAddress } from '../../codec/address.ts'
import { CME, CMS, cme, cms, ok } from '../answer.ts'
import { whole, word } from '../arguments.ts'
import type { Command } from '../state.ts'
import { numberCommand } from './number.ts'

/** How messages are spoken of and where they go (3GPP TS 27.005 §3.2, §3.3, §3.4). */
export const SERVICE_COMMANDS: Readonly<Record<string, Command>> = {
  '+CMGF': numberCommand('+CMGF', 'cmgf', [0, 1], 'cms'),
  '+CSDH': numberCommand('+CSDH', 'csdh', [0, 1], 'cms'),
  '+CSMS': {
    read: ({ settings }) => ok(`+CSMS: ${settings.csms},1,1,0`),
    test: () => ok('+CSMS: (0,1)'),
    set({ settings }, { args }) {
      const service = whole(args, 0, [0, 1], 0)
      if (service === null) return cms(CMS.notSupported)
      settings.csms = service
      return ok('+CSMS: 1,1,0')
    },
  },
  '+CSCA': {
    needs: 'cms',
    read: ({ csca }) => ok(`+CSCA: "${csca}",${csca.startsWith('+') ? 145 : 129}`),
    test: () => ok(),
    set(modem, { args }) {
      const [number, type] = [word(args, 0), whole(args, 1, [0, 255], 145)]
      if (type === null || !isAddress(number) || !/^\+?[0-9]+$/.test(number)) return cme(CME.incorrectParameters)
      modem.csca = type === 145 && !number.startsWith('+') ? `+${number}` : number
      return ok()
    },
  },
  '+CSMP': {
    read: ({ settings: { csmp } }) => ok(`+CSMP: ${csmp.fo},${csmp.vp},${csmp.pid},${csmp.dcs}`),
    test: () => ok(),
    set({ settings }, { args }) {
      const { csmp } = settings
      const [fo, vp] = [whole(args, 0, [0, 255], csmp.fo), whole(args, 1, [0, 255], csmp.vp)]
      const [pid, dcs] = [whole(args, 2, [0, 255], csmp.pid), whole(args, 3, [0, 255], csmp.dcs)]
      if (fo === null || vp === null || pid === null || dcs === null) return cms(CMS.invalidTextParameter)
      settings.csmp = { fo, vp, pid, dcs }
      return ok()
    },
  },
  '+CNMI': {
    read: ({ settings: { cnmi } }) => ok(`+CNMI: ${cnmi.mode},${cnmi.mt},${cnmi.bm},${cnmi.ds},${cnmi.bfr}`),
    test: () => ok('+CNMI: (0-2),(0-2),(0),(0-2),(0,1)'),
    set(modem, { args }) {
      const { cnmi } = modem.settings
      const [mode, mt] = [whole(args, 0, [0, 2], cnmi.mode), whole(args, 1, [0, 2], cnmi.mt)]
      const [bm, ds, bfr] = [whole(args, 2, [0, 0], 0), whole(args, 3, [0, 2], cnmi.ds), whole(args, 4, [0, 1], 0)]
      if (mode === null || mt === null || bm === null || ds === null || bfr === null || args.length > 5)
        return cms(CMS.notSupported)
      modem.settings.cnmi = { mode, mt, bm, ds, bfr }
      if (mode !== 0) modem.flush(bfr === 0 ? 'tell' : 'forget')
      return ok()
    },
  },
  '+CNMA': {
    needs: 'cms',
    test: () => ok('+CNMA: (0-2)'),
    run: (modem) => (modem.acknowledge(true) ? ok() : cms(CMS.noAckExpected)),
    set(modem, { args }) {
      const said = whole(args, 0, [0, 2], 0)
      if (said === null) return cms(CMS.notSupported)
      return modem.acknowledge(said !== 2) ? ok() : cms(CMS.noAckExpected)
    },
  },
}
