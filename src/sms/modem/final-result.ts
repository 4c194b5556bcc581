/** How a modem refuses: +CMS (3GPP TS 27.005 §3.2.5) and +CME (27.007 §9.2) with their number, where it gives one. */
export type ModemError = { family: 'cms' | 'cme' | 'plain'; code: number | null }

const NUMBERED = /^\+(CMS|CME) ERROR: ?(.*)$/i
const PLAIN = /^(ERROR|NO CARRIER|NO DIALTONE|BUSY|NO ANSWER|COMMAND NOT SUPPORT|TOO MANY PARAMETERS)$/i

/** The final result code that a line is (ITU-T V.250 §5.7.1); null for any other line. */
export function finalResult(text: string): { kind: 'ok' } | { kind: 'error'; error: ModemError } | null {
  if (text === 'OK') return { kind: 'ok' }
  if (PLAIN.test(text)) return { kind: 'error', error: { family: 'plain', code: null } }
  const [, family, told] = NUMBERED.exec(text) ?? []
  if (family === undefined || told === undefined) return null
  const code = /^[0-9]{1,5}$/.test(told) ? Number(told) : null
  return { kind: 'error', error: { family: family.toUpperCase() === 'CMS' ? 'cms' : 'cme', code } }
}

/** `CMS ERROR 38`, as a manual lists it. */
export function errorText({ family, code }: ModemError): string {
  return family === 'plain' ? 'ERROR' : `${family.toUpperCase()} ERROR${code === null ? '' : ` ${code}`}`
}

/**
 * Causes for which the same message will never be taken (3GPP TS 24.011 Annex E-2; 23.040 §9.2.3.22): the number, or what is in the message.
 */
const REJECTED: ReadonlySet<number> = new Set([
  // Unassigned number, transfer rejected; a message that is wrong in itself.
  ...[1, 21, 81, 95, 96, 97, 99],
  // Coding, class, protocol or validity that the service centre does not have; number invalid or barred.
  ...[128, 129, 143, 144, 145, 159, 176, 195, 196, 198, 199],
  // The modem: invalid PDU or text.
  ...[304, 305],
])
/** The network gave no answer, or the modem names no cause: it may have been sent. */
const UNCLEAR: ReadonlySet<number> = new Set([300, 332, 500])
/** From here on manufacturers have causes of their own. */
const OWN_CAUSES = 512

/**
 * What a refused message has come to. Before its body left it was certainly not taken; after that a cause of the network's or a local one tells the same, while no
 * cause tells nothing.
 * @param reached whether the body had left
 */
export function verdictOf(
  { family, code }: ModemError,
  reached: 'command' | 'body',
): 'rejected' | 'unavailable' | 'unclear' {
  if (family === 'cms' && code !== null && REJECTED.has(code)) return 'rejected'
  if (reached === 'command') return 'unavailable'
  if (family === 'plain' || code === null || (family === 'cms' && (UNCLEAR.has(code) || code >= OWN_CAUSES)))
    return 'unclear'
  return 'unavailable'
}
