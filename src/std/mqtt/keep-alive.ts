import type { Cancel, Clock } from '../clock.ts'
import type { PacketStream } from './packet-stream.ts'

/** MQTT 3.1.1 §3.1.2.10: something must go up within the keep-alive; a client closes when PINGRESP does not come in reasonable time. */
const PINGRESP_TIMEOUT_MS = 10_000

/** Asks the other end for a sign of life when nothing else was sent for a keep-alive, a quarter early for slow networks. */
export function keepAlive(
  packets: PacketStream,
  clock: Clock,
  keepAlive_s: number,
): { answered(): void; stop(): void } {
  const quiet_ms = keepAlive_s * 750
  let timeout: Cancel = () => {}
  let next: Cancel

  const check = (): void => {
    const left_ms = packets.lastSent_ms + quiet_ms - clock.monotonic()
    if (left_ms > 0) {
      next = clock.after(left_ms, check)
      return
    }
    packets.send({ cmd: 'pingreq' })
    timeout = clock.after(PINGRESP_TIMEOUT_MS, () => packets.end('no PINGRESP'))
    next = clock.after(quiet_ms, check)
  }
  next = clock.after(quiet_ms, check)
  return {
    answered: () => timeout(),
    stop() {
      timeout()
      next()
    },
  }
}
