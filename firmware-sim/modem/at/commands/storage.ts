import { toHex } from '../../codec/octets.ts'
import type { Stat, Stored } from '../../storage.ts'
import { CMS, cms, ok } from '../answer.ts'
import { whole, word } from '../arguments.ts'
import type { Memory } from '../settings.ts'
import type { Command, ModemState } from '../state.ts'
import { inTextMode, STAT_WORDS } from '../text-mode.ts'

const MEMORIES: readonly Memory[] = ['SM', 'ME']
const ALL = 4

/** The message memories (3GPP TS 27.005 §3.2.2, §3.4.2, §3.4.3, §3.5.4). */
export const STORAGE_COMMANDS: Readonly<Record<string, Command>> = {
  '+CPMS': {
    needs: 'cms',
    read: ({ settings, stores }) =>
      ok(`+CPMS: ${settings.cpms.map((name) => `"${name}",${stores[name].used()},${stores[name].size}`).join(',')}`),
    test: () =>
      ok(
        `+CPMS: ${Array(3)
          .fill(`(${MEMORIES.map((name) => `"${name}"`).join(',')})`)
          .join(',')}`,
      ),
    set({ settings, stores }, { args }) {
      const wanted = settings.cpms.map((old, at) => memoryNamed(word(args, at) || old))
      const [mem1, mem2, mem3] = wanted
      if (!mem1 || !mem2 || !mem3 || args.length > 3) return cms(CMS.notSupported)
      settings.cpms = [mem1, mem2, mem3]
      return ok(`+CPMS: ${settings.cpms.map((name) => `${stores[name].used()},${stores[name].size}`).join(',')}`)
    },
  },
  '+CMGL': {
    needs: 'cms',
    run: (modem) => list(modem, 0),
    test: ({ settings }) => ok(`+CMGL: ${settings.cmgf === 0 ? '(0-4)' : `(${STAT_WORDS.map((one) => `"${one}"`)})`}`),
    set(modem, { args }) {
      const isText = modem.settings.cmgf === 1
      const named = STAT_WORDS.indexOf(word(args, 0).toUpperCase())
      const stat = isText ? (named < 0 ? null : named) : whole(args, 0, [0, ALL], 0)
      return stat === null ? cms(isText ? CMS.invalidTextParameter : CMS.invalidPduParameter) : list(modem, stat)
    },
  },
  '+CMGR': {
    needs: 'cms',
    test: () => ok(),
    set(modem, { args }) {
      const store = modem.stores[modem.settings.cpms[0]]
      const message = store.get(whole(args, 0, [0, store.size], -1) ?? -1)
      if (!message) return cms(CMS.invalidIndex)
      const told = `+CMGR: ${tell(modem, message)}`
      markRead(message)
      return ok(told)
    },
  },
  '+CMGD': {
    needs: 'cms',
    test({ stores, settings }) {
      const indices = stores[settings.cpms[0]].all().map(([index]) => index)
      return ok(`+CMGD: (${indices.join(',')}),(0-4)`)
    },
    set(modem, { args }) {
      const store = modem.stores[modem.settings.cpms[0]]
      const [index, flag] = [whole(args, 0, [0, 65_535], -1), whole(args, 1, [0, 4], 0)]
      if (index === null || flag === null) return cms(CMS.invalidPduParameter)
      if (flag === 0 && (index < 1 || index > store.size)) return cms(CMS.invalidIndex)
      const gone =
        flag === 0 ? [index] : store.all().flatMap(([at, { stat }]) => (WIPED[flag]?.includes(stat) ? [at] : []))
      for (const at of gone) store.remove(at)
      modem.hasRoom()
      return ok()
    },
  },
}

/** What <delflag> takes away (§3.5.4). */
const WIPED: Readonly<Record<number, readonly Stat[]>> = { 1: [1], 2: [1, 3], 3: [1, 2, 3], 4: [0, 1, 2, 3] }

const memoryNamed = (text: string): Memory | undefined => MEMORIES.find((name) => name === text)

function list(modem: ModemState, stat: number) {
  const found = modem.stores[modem.settings.cpms[0]]
    .all()
    .filter(([, message]) => stat === ALL || message.stat === stat)
  const lines = found.map(([index, message]) => `+CMGL: ${index},${tell(modem, message)}`)
  for (const [, message] of found) markRead(message)
  return ok(...lines)
}

/** <stat> and what follows it, down to the message itself on the next line. */
function tell({ settings, zone_quarters }: ModemState, message: Stored): string {
  if (settings.cmgf === 1) return inTextMode(message, settings, zone_quarters).join('\r\n')
  return `${message.stat},,${message.tpduLength}\r\n${toHex(message.pdu)}`
}

/** Reading makes a received message a read one (§3.4.2, §3.4.3). */
function markRead(message: Stored): void {
  if (message.stat === 0) message.stat = 1
}
