import { wait } from '../../../../src/std/clock.ts'
import { isAddress, readServiceCentre, serviceCentreField } from '../../codec/address.ts'
import { fromHex, MalformedPdu, readOctets } from '../../codec/octets.ts'
import { toUserData } from '../../codec/text.ts'
import { submitTpdu } from '../../codec/tpdu.ts'
import { type Answer, CMS, cms, ok } from '../answer.ts'
import { type Argument, whole, word } from '../arguments.ts'
import type { Command, ModemState } from '../state.ts'
import { outOfSet, tpduOf } from '../text-mode.ts'

/** A TPDU and the service centre it is for; null for the modem's own. */
type Message = { serviceCentre: string | null; tpdu: Uint8Array }

const TPDU_OCTETS_MAX = 164
const LATE_ERROR_DEFAULT = CMS.unknown
/** TP-SRR in the first octet (3GPP TS 23.040 §9.2.3.5). */
const STATUS_REPORT_REQUEST = 0x20

/** Sending, and writing into a memory for later (3GPP TS 27.005 §3.5). */
export const SEND_COMMANDS: Readonly<Record<string, Command>> = {
  '+CMGS': { needs: 'cms', test: () => ok(), set: (modem, { args }) => prompted(modem, args, send) },
  '+CMGW': { needs: 'cms', test: () => ok(), set: (modem, { args }) => prompted(modem, args, keep) },
  '+CMSS': {
    needs: 'cms',
    test: () => ok(),
    async set(modem, { args }) {
      const store = modem.stores[modem.settings.cpms[1]]
      const stored = store.get(whole(args, 0, [0, store.size], -1) ?? -1)
      if (!stored) return cms(CMS.invalidIndex)
      if (stored.stat < 2) return cms(CMS.notAllowed)
      const answer = await send(modem, { serviceCentre: null, tpdu: tpduOf(stored.pdu) }, '+CMSS')
      if (answer.kind === 'ok') stored.stat = 3
      return answer
    },
  },
}

/** Asks for the message, in the mode that +CMGF chose. ESC takes the command back, which is OK (§3.5.1). */
function prompted(
  modem: ModemState,
  args: readonly Argument[],
  act: (modem: ModemState, message: Message) => Answer | Promise<Answer>,
): Answer {
  const isText = modem.settings.cmgf === 1
  const length = isText ? 0 : whole(args, 0, [1, TPDU_OCTETS_MAX], -1)
  const to = isText ? (outOfSet(word(args, 0), modem.settings.cscs) ?? word(args, 0)) : ''
  if (length === null || length < 0) return cms(CMS.invalidPduParameter)
  if (isText && !isAddress(to)) return cms(CMS.invalidTextParameter)
  return {
    kind: 'prompt',
    async take(body) {
      if (body === null) return ok()
      const message = isText ? typed(modem, to, body) : read(body, length)
      return message ? act(modem, message) : cms(isText ? CMS.invalidTextParameter : CMS.invalidPduParameter)
    },
  }
}

/** What was given in PDU mode; null when it is no hexadecimal, or has another length than was announced. */
function read(body: string, length: number): Message | null {
  const octets = fromHex(body.replace(/\s/g, ''))
  if (!octets) return null
  try {
    const reader = readOctets(octets)
    const serviceCentre = readServiceCentre(reader)
    return reader.left() === length ? { serviceCentre, tpdu: Uint8Array.from(reader.take(length)) } : null
  } catch (error) {
    if (error instanceof MalformedPdu) return null
    throw error
  }
}

/** What was typed in text mode; null when it does not fit into one message. */
function typed({ settings }: ModemState, to: string, body: string): Message | null {
  const text = outOfSet(body.replace(/\r/g, '\n'), settings.cscs)
  const [userData, more] = text === null ? [] : toUserData(text, { reference: 0, bits: 8, cut: 'between' })
  if (!userData || more) return null
  const wantsReport = (settings.csmp.fo & STATUS_REPORT_REQUEST) !== 0
  return { serviceCentre: null, tpdu: submitTpdu({ to, userData, wantsReport }) }
}

/** The modem sets TP-MR itself, whatever the client wrote there (3GPP TS 23.040 §9.2.3.6). */
async function send(modem: ModemState, { serviceCentre, tpdu }: Message, name = '+CMGS'): Promise<Answer> {
  const { faults, radio } = modem
  const epoch = modem.epoch()
  if ((serviceCentre ?? modem.csca) === '') return cms(CMS.noServiceCentre)
  if (radio.stat() !== 1) return cms(CMS.noNetwork)
  const refused = faults.strikes('cms-error')
  if (refused) return cms(refused.value ?? LATE_ERROR_DEFAULT)
  if (faults.strikes('reset-before-submit')) return restarted(modem)
  const reference = modem.nextReference()
  await wait(modem.clock, modem.submit_ms)
  if (modem.epoch() !== epoch) return { kind: 'none' }
  if (radio.stat() !== 1) return cms(CMS.networkTimeout)
  const said = modem.carrier.submit(modem.number, Uint8Array.of(tpdu[0] ?? 0, reference, ...tpdu.subarray(2)))
  if (!said.taken) return cms(said.cms)
  if (faults.strikes('reset-after-submit')) return restarted(modem)
  return faults.strikes('lost-ack') ? cms(CMS.networkTimeout) : ok(`${name}: ${reference}`)
}

function restarted(modem: ModemState): Answer {
  modem.restart()
  return { kind: 'none' }
}

function keep({ settings, stores, csca }: ModemState, { serviceCentre, tpdu }: Message): Answer {
  const centre = serviceCentre ?? csca
  const pdu = Uint8Array.of(...(centre === '' ? [0] : serviceCentreField(centre)), ...tpdu)
  const index = stores[settings.cpms[1]].put({ stat: 2, pdu, tpduLength: tpdu.length })
  return index === null ? cms(CMS.memoryFull) : ok(`+CMGW: ${index}`)
}
