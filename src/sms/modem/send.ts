import { type HandedOver, type OutgoingSms, SmsTransportError } from '../../flows/sms/transport.ts'
import { type Clock, wait } from '../../std/clock.ts'
import { toHex } from '../pdu/octets.ts'
import { PduError } from '../pdu/pdu-error.ts'
import { encodeSubmit } from '../pdu/submit.ts'
import { whyOf } from './ask.ts'
import type { AtLine } from './at-line.ts'
import type { AtResult } from './at-machine.ts'
import { verdictOf } from './final-result.ts'
import { MODEM_LIMITS } from './limits.ts'
import { partId } from './provider-id.ts'
import { referenceIn } from './told.ts'

type Verdict = SmsTransportError['kind']
type Part = { kind: 'taken'; reference: number } | { kind: Verdict; why: string }

/** The network's own service centre, as the SIM has it. */
const NO_SERVICE_CENTRE = '00'

/**
 * Hands a message to the modem, part by part. A part behind one that was taken is tried three times before the whole is given back: sent anew, its first parts
 * would arrive a second time.
 * @param reference 0 to 255, joins the parts
 * @throws SmsTransportError
 */
export async function sendOnModem(at: AtLine, clock: Clock, sms: OutgoingSms, reference: number): Promise<HandedOver> {
  const deadline_ms = clock.monotonic() + MODEM_LIMITS.send_timeout_ms
  const providerIds: string[] = []
  for (const tpdu of encoded(sms, clock, reference)) {
    const part = await sendPart(
      at,
      clock,
      tpdu,
      providerIds.length === 0 ? 1 : MODEM_LIMITS.part_tries_max,
      deadline_ms,
    )
    if (part.kind !== 'taken') throw new SmsTransportError(part.kind, part.why)
    providerIds.push(partId(part.reference, sms.to))
  }
  return { providerIds }
}

function encoded(sms: OutgoingSms, clock: Clock, reference: number): Uint8Array[] {
  const { to, text, notAfter } = sms
  const life = notAfter === undefined ? {} : { for_ms: notAfter - clock.now() }
  try {
    return encodeSubmit({ to, text, statusReport: true, ...life }, reference)
  } catch (error) {
    if (error instanceof PduError || error instanceof RangeError) throw new SmsTransportError('rejected', error.message)
    throw error
  }
}

async function sendPart(
  at: AtLine,
  clock: Clock,
  tpdu: Uint8Array,
  tries_max: number,
  deadline_ms: number,
): Promise<Part> {
  for (let tries = 1; ; tries++) {
    const left_ms = deadline_ms - clock.monotonic()
    if (left_ms <= 0) return { kind: 'unavailable', why: 'the modem is too slow' }
    const part = outcomeOf(
      await at.ask({
        text: `AT+CMGS=${tpdu.length}`,
        info: '+CMGS',
        body: NO_SERVICE_CENTRE + toHex(tpdu),
        timeout_ms: Math.min(left_ms, MODEM_LIMITS.answer_timeout_ms),
        body_timeout_ms: Math.min(left_ms, MODEM_LIMITS.submit_timeout_ms),
      }),
    )
    if (part.kind !== 'unavailable' || tries >= tries_max) return part
    await wait(clock, MODEM_LIMITS.part_wait_ms * tries)
  }
}

/** What the modem's answer says of the message. With its number it was taken, whatever became of the OK behind. */
function outcomeOf(result: AtResult): Part {
  const reference = result.lines.map(referenceIn).find((number) => number !== null)
  if (reference !== undefined) return { kind: 'taken', reference }
  if (result.kind === 'error') return { kind: verdictOf(result.error, result.reached), why: whyOf(result) }
  // OK without a number: the modem knows that the message is gone, and its reports cannot be told apart.
  if (result.kind === 'ok' && result.reached === 'body') return { kind: 'unclear', why: 'OK without +CMGS' }
  const why = result.kind === 'ok' ? 'OK in place of the prompt' : result.kind
  return { kind: result.reached === 'body' ? 'unclear' : 'unavailable', why }
}
