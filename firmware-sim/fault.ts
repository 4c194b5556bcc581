/** One thing that goes wrong with some of what passes, by chance. Several stack: each is judged by itself, in the order given. */
export type FaultOf<Kind extends string> = {
  kind: Kind
  /** `up` from the device, `down` to it. */
  way: 'up' | 'down' | 'both'
  /** 0 to 1, for each message or piece. */
  probability: number
  /** For the kinds that wait. */
  delay_ms: number
}

const DELAY_DEFAULT_MS = 500
const DELAY_MS_MAX = 3_600_000

/** `drop=0.01`, `up.corrupt=0.001`, `down.delay=0.1:2000` (milliseconds). @throws RangeError with what is wrong, in words */
export function parseFaultOf<Kind extends string>(text: string, kinds: readonly Kind[]): FaultOf<Kind> {
  const parts = /^(?:(up|down)\.)?([a-z-]+)=([0-9.]+)(?::([0-9]+))?$/.exec(text)
  const kind = kinds.find((known) => known === parts?.[2])
  if (!parts || !kind)
    throw new RangeError(
      `not a fault: "${text}"; write [up.|down.]KIND=PROBABILITY[:MILLISECONDS], KIND one of ${kinds.join(', ')}`,
    )
  const probability = Number(parts[3])
  if (!(probability >= 0 && probability <= 1)) throw new RangeError(`the probability in "${text}" must be 0 to 1`)
  const delay_ms = parts[4] === undefined ? DELAY_DEFAULT_MS : Number(parts[4])
  if (delay_ms > DELAY_MS_MAX) throw new RangeError(`the delay in "${text}" must be at most ${DELAY_MS_MAX} ms`)
  return { kind, way: parts[1] === 'up' ? 'up' : parts[1] === 'down' ? 'down' : 'both', probability, delay_ms }
}

/** The same bytes but for one bit. @param where 0 to 1: which of the bits */
export function flipBit(bytes: Uint8Array, where: number): Uint8Array {
  const flipped = Uint8Array.from(bytes)
  const bit = Math.floor(where * bytes.length * 8)
  const at = bit >> 3
  if (at < flipped.length) flipped[at] = (flipped[at] ?? 0) ^ (1 << (bit & 7))
  return flipped
}
