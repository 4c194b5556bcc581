import type { Cancel } from '../../src/std/clock.ts'
import type { ModemState } from './at/state.ts'
import { incomingText } from './at/text-mode.ts'
import { serviceCentreField } from './codec/address.ts'
import { toHex } from './codec/octets.ts'
import { isStatusReport } from './codec/tpdu.ts'
import type { Acceptance } from './network/mailbox.ts'

/** Where the network brings messages, and how clients answer for them. */
export type Receiver = {
  take(tpdu: Uint8Array): Promise<Acceptance>
  /** +CNMA. False when no message waits for it. */
  acknowledge(taken: boolean): boolean
  /** What +CNMI=0 held back is told now, or forgotten. */
  flush(buffered: 'tell' | 'forget'): void
  /** Power was away: nobody will answer, and what was held back is lost. */
  restart(): void
}

/** Without +CNMA for so long the message counts as not delivered, and the modem shows no more of them (3GPP TS 27.005 §3.4.1). */
const ACKNOWLEDGE_MS = 15_000

/** Unsolicited lines held while +CNMI=0 says so; the oldest goes first (27.005 §3.4.1). */
const BUFFERED_LINES_MAX = 50

/** Routes what comes in as +CNMI and +CSMS say (27.005 §3.4.1). @param tell shows an unsolicited line */
export function createReceiver(modem: ModemState, tell: (line: string) => void): Receiver {
  let settle: ((said: Acceptance) => void) | null = null
  let buffered: string[] = []

  const announce = (line: string): void => {
    if (modem.settings.cnmi.mode !== 0) tell(line)
    else buffered = [...buffered, line].slice(-BUFFERED_LINES_MAX)
  }

  const shown = (name: string, tpdu: Uint8Array): string => {
    const { settings, carrier, zone_quarters } = modem
    if (settings.cmgf === 0) {
      const alpha = isStatusReport(tpdu) ? '' : ','
      return `${name}: ${alpha}${tpdu.length}\r\n${toHex(Uint8Array.of(...serviceCentreField(carrier.serviceCentre), ...tpdu))}`
    }
    const [head, body] = incomingText(tpdu, settings, zone_quarters)
    return isStatusReport(tpdu) ? `${name}: ${head}` : `${name}: ${head}\r\n${body}`
  }

  /** Phase 2+ (+CSMS=1) asks the client to say that it has the message; before, showing it was enough. */
  const show = (name: string, tpdu: Uint8Array): Promise<Acceptance> => {
    announce(shown(name, tpdu))
    if (modem.settings.csms === 0) return Promise.resolve('taken')
    return new Promise((resolve) => {
      const settled: Cancel = modem.clock.after(ACKNOWLEDGE_MS, () => {
        modem.settings.cnmi = { ...modem.settings.cnmi, mt: 0, ds: 0 }
        settle?.('no-answer')
      })
      settle = (said) => {
        settled()
        settle = null
        resolve(said)
      }
    })
  }

  const store = (name: string, tpdu: Uint8Array, isTold: boolean): Acceptance => {
    const memory = modem.settings.cpms[2]
    const pdu = Uint8Array.of(...serviceCentreField(modem.carrier.serviceCentre), ...tpdu)
    const index = modem.stores[memory].put({ stat: 0, pdu, tpduLength: tpdu.length })
    if (index === null) return 'memory-full'
    if (isTold) announce(`${name}: "${memory}",${index}`)
    return 'taken'
  }

  return {
    async take(tpdu) {
      if (modem.radio.stat() !== 1) return 'absent'
      const { mt, ds } = modem.settings.cnmi
      if (!isStatusReport(tpdu)) return mt === 2 ? show('+CMT', tpdu) : store('+CMTI', tpdu, mt === 1)
      if (ds === 0) return 'taken'
      return ds === 1 ? show('+CDS', tpdu) : store('+CDSI', tpdu, true)
    },
    acknowledge(taken) {
      if (!settle) return false
      settle(taken ? 'taken' : 'no-answer')
      return true
    },
    flush(act) {
      for (const line of buffered.splice(0)) if (act === 'tell') tell(line)
    },
    restart() {
      buffered = []
      settle?.('no-answer')
    },
  }
}
