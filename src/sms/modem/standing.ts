import type { Ask } from './ask.ts'
import { MODEM_LIMITS } from './limits.ts'
import { isRegistered, networkIn, registrationIn, signalIn } from './told.ts'

/** What is known of the network. */
export type Standing = { registered: boolean; signal_dBm: number | null; network: string | null }

/** Nothing yet. */
export function unknownStanding(): Standing {
  return { registered: false, signal_dBm: null, network: null }
}

/** Asks for registration and signal, and once for the network's name. @returns when to ask again, milliseconds */
export async function askStanding(ask: Ask, standing: Standing): Promise<number> {
  const stat = registrationIn((await ask('AT+CREG?', '+CREG')).lines[0] ?? '')
  const registered = stat !== null && isRegistered(stat)
  standing.signal_dBm = signalIn((await ask('AT+CSQ', '+CSQ')).lines[0] ?? '')
  if (!registered) standing.network = null
  else standing.network ??= networkIn((await ask('AT+COPS?', '+COPS')).lines[0] ?? '')
  standing.registered = registered
  return registered ? MODEM_LIMITS.poll_ms : MODEM_LIMITS.poll_unregistered_ms
}
