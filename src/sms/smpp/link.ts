import type { Cancel, Clock } from '../../std/clock.ts'
import type { Connection } from './gather.ts'
import { SMPP_LIMITS } from './limits.ts'
import { framer, type Pdu, writePdu } from './pdu.ts'
import type { Wire } from './wire.ts'

/** A connection that carries PDUs. Whatever is wrong with it ends it; nothing of it rejects. */
export type Link = {
  /** Resolves when the system has the PDU, or the link has ended. */
  write(pdu: Pdu): Promise<void>
  end(why: string): void
  /** Resolves to why it ended, after what was to be told of the end has been told. */
  ended: Promise<string>
  connection: Connection
}

/** What a link calls. `onIdle`: nothing has come for a while. `onEnd`: before `ended` resolves. */
export type LinkParts = { clock: Clock; onPdu(pdu: Pdu): void; onIdle(): void; onEnd(): void }

/** Guards a fresh connection: lengths that cannot be, PDUs that do not end, a peer that does not read. */
export function openLink(wire: Wire, { clock, onPdu, onIdle, onEnd }: LinkParts): Link {
  const connection: Connection = { endedAt_ms: null }
  const gone = Promise.withResolvers<string>()
  const frames = framer()
  let unsent = 0
  let stopIdle: Cancel = () => {}
  let stopPartial: Cancel | null = null

  function end(why: string): void {
    if (connection.endedAt_ms !== null) return
    connection.endedAt_ms = clock.monotonic()
    stopIdle()
    stopPartial?.()
    wire.close()
    onEnd()
    gone.resolve(why)
  }
  function beat(): void {
    stopIdle()
    stopIdle = clock.after(SMPP_LIMITS.idle_ms, onIdle)
  }
  function take(octets: Uint8Array): void {
    if (connection.endedAt_ms !== null) return
    const pdus = frames.take(octets)
    if (pdus === null) {
      end('the SMSC sent a PDU of a length that cannot be')
      return
    }
    if (pdus.length > 0) {
      stopPartial?.()
      stopPartial = null
      beat()
    }
    for (const pdu of pdus) if (connection.endedAt_ms === null) onPdu(pdu)
    if (frames.partial && connection.endedAt_ms === null)
      stopPartial ??= clock.after(SMPP_LIMITS.pdu_timeout_ms, () => end('the SMSC did not finish a PDU'))
  }

  wire.onOctets(take)
  wire.onGone(end)
  beat()
  return {
    end,
    connection,
    ended: gone.promise,
    async write(pdu) {
      if (connection.endedAt_ms !== null) return
      const octets = writePdu(pdu)
      unsent += octets.length
      if (unsent > SMPP_LIMITS.unsentBytes_max) end('the SMSC does not read')
      else await wire.write(octets).catch(() => end('the connection was lost'))
      unsent -= octets.length
    },
  }
}
