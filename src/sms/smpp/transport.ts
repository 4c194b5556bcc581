import type { SmsSink, SmsTransport } from '../../flows/sms/transport.ts'
import { newId } from '../../std/ids.ts'
import type { World } from '../../std/world.ts'
import { STATUS } from './commands.ts'
import { keepBound } from './connection.ts'
import { type Connection, gatherer } from './gather.ts'
import { MalformedPdu } from './pdu.ts'
import { isReceipt, readReceipt } from './receipt.ts'
import type { SmppAccount } from './session.ts'
import { numberOf, type ShortMessage } from './short-message.ts'
import { submitter } from './submit.ts'
import { type Part, partOf, textOf } from './text.ts'
import type { OpenWire } from './wire.ts'

/** What an SMPP transport works with. `from`: the number or name that sends. */
export type SmppParts = { world: World; open: OpenWire; account: SmppAccount & { from: string }; sink: SmsSink }

const NAME = 'smpp'

/** An SMS transport over SMPP 3.4, as a transceiver on one connection that is kept. */
export function smppTransport({ world, open, account, sink }: SmppParts): SmsTransport {
  const { clock, log, random } = world
  const messages = gatherer(
    clock,
    () => newId(clock, random),
    async ({ providerId, pieces }, { from, to }) => {
      const text = joined(pieces)
      try {
        await sink.inbound({ transport: NAME, providerId, from, to: to === '' ? null : to, text, sentAt: null })
        return true
      } catch (error) {
        log.warn({ error }, 'SMS not stored')
        return false
      }
    },
  )
  const kept = keepBound({ world, account, open, onDeliver })
  const submit = submitter(world, account.from, kept)
  let closed = false

  async function onDeliver(message: ShortMessage, on: Connection): Promise<number> {
    if (isReceipt(message)) return onReceipt(message)
    let part: Part
    try {
      part = partOf(message)
    } catch (error) {
      if (!(error instanceof MalformedPdu)) throw error
      log.warn({ why: error.message }, 'SMPP message not read')
      return STATUS.ESME_RX_P_APPN
    }
    if (textOf(part.dataCoding, part.octets) === null) {
      log.warn({ dataCoding: part.dataCoding }, 'SMPP message is no text')
      return STATUS.ESME_RX_P_APPN
    }
    const [from, to] = [numberOf(message.source), numberOf(message.destination)]
    const verdict = await messages.take({ from, to, ...part }, on)
    return verdict === 'kept' ? STATUS.ESME_ROK : STATUS.ESME_RX_T_APPN
  }
  async function onReceipt(message: ShortMessage): Promise<number> {
    const told = readReceipt(message)
    if (told) await sink.report({ transport: NAME, ...told, at: clock.now() })
    return STATUS.ESME_ROK
  }

  return {
    name: NAME,
    send: (sms) => submit.send(sms),
    state() {
      const why = closed ? 'closed' : kept.current() === null ? kept.why() : submit.obstacle()
      return why === null ? { ready: true } : { ready: false, why }
    },
    async close() {
      closed = true
      submit.close()
      await kept.close()
    },
  }
}

/** Pieces in one alphabet are read as one: a character may stand across their seam. */
function joined(pieces: readonly { dataCoding: number; octets: Uint8Array }[]): string {
  const [first] = pieces
  if (first && pieces.every(({ dataCoding }) => dataCoding === first.dataCoding))
    return textOf(first.dataCoding, Buffer.concat(pieces.map(({ octets }) => octets))) ?? ''
  return pieces.map(({ dataCoding, octets }) => textOf(dataCoding, octets) ?? '').join('')
}
