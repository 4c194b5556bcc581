/** What modems tell, read line by line; null where a line says nothing of the kind. */

/** A stored message: its place, its <stat>, and the octets of its TPDU (3GPP TS 27.005 §3.4.2). `pdu`: in hexadecimal, with the service centre before it. */
export type Listed = { index: number; stat: number; tpduOctets: number; pdu: string }

/** +CREG: <stat> of `n,stat,...` or of `stat,...` (3GPP TS 27.007 §7.2). */
export function registrationIn(line: string): number | null {
  const numbers = /^\+CREG: ?([0-9]+)(?:,([0-9]+))?/.exec(line)
  if (!numbers) return null
  return Number(numbers[2] ?? numbers[1])
}

/** At home, or roaming; 6 and 7 are for messages alone. */
export function isRegistered(stat: number): boolean {
  return [1, 5, 6, 7].includes(stat)
}

/** +CSQ: in dBm (27.007 §8.5); null when it is not known. */
export function signalIn(line: string): number | null {
  const rssi = Number(/^\+CSQ: ?([0-9]+)/.exec(line)?.[1] ?? Number.NaN)
  return rssi >= 0 && rssi <= 31 ? -113 + 2 * rssi : null
}

/** +COPS: the network's name (27.007 §7.3). */
export function networkIn(line: string): string | null {
  return /^\+COPS: ?[0-9],[0-9],"([^"]{1,40})"/.exec(line)?.[1] ?? null
}

/** +CPIN: `READY`, `SIM PIN`, `SIM PUK` and others (27.007 §8.3). */
export function simStateIn(line: string): string | null {
  return /^\+CPIN: ?"?([A-Z0-9 -]{1,20})"?/.exec(line)?.[1] ?? null
}

/** +CPINR: tries left of the PIN (27.007 §8.65). */
export function pinTriesIn(line: string): number | null {
  const tries = /^\+CPINR: ?"?SIM PIN"?,([0-9]+)/.exec(line)?.[1]
  return tries === undefined ? null : Number(tries)
}

/** +CPMS=?: memories that messages can be read from, the first list of its three (27.005 §3.2.2). */
export function memoriesIn(line: string): string[] {
  const list = /^\+CPMS: ?\(([^)]*)\)/.exec(line)?.[1] ?? ''
  return [...list.matchAll(/"([A-Z]{2})"/g)].map(([, name]) => name ?? '')
}

/** The answer to +CPMS=...: places used and all there are, of the memory that is read. */
export function placesIn(line: string): { used: number; all: number } | null {
  const numbers = /^\+CPMS: ?(?:"[A-Z]{2}",)?([0-9]+),([0-9]+)/.exec(line)
  return numbers ? { used: Number(numbers[1]), all: Number(numbers[2]) } : null
}

/** +CMGS: the number that the modem gave the message. */
export function referenceIn(line: string): number | null {
  const reference = /^\+CMGS: ?([0-9]{1,3})/.exec(line)?.[1]
  return reference === undefined ? null : Number(reference)
}

/** The lines of a list: each message has one, and its PDU on the next. What is torn is left out. */
export function listedIn(lines: readonly string[]): Listed[] {
  return lines.flatMap((line, at) => {
    const numbers = /^\+CMGL: ?([0-9]+),([0-9]+),(?:"[^"]*"|[^,]*),([0-9]+)$/.exec(line)
    const pdu = lines[at + 1] ?? ''
    if (!numbers || !/^[0-9A-F]+$/i.test(pdu)) return []
    return [{ index: Number(numbers[1]), stat: Number(numbers[2]), tpduOctets: Number(numbers[3]), pdu }]
  })
}

/** The octets that +CMT: or +CDS: announces for the TPDU on its next line. */
export function tpduOctetsIn(line: string): number | null {
  const octets = /([0-9]+)$/.exec(line)?.[1]
  return octets === undefined ? null : Number(octets)
}
