import { asClockOffset, type BootSeen, type ClockOffset } from './clock-offset.ts'
import type { BootMessage } from './embedded-core.ts'

type Turn = { messages: BootMessage[]; offsets: Promise<number[]> }

/**
 * Answers which offset a boot has. What is fixed never changes, so it is remembered here; what is not yet known is asked for once a turn.
 * @param fix fixes or finds offsets durably, in the order given
 * @param known_max boots remembered, the longest unused forgotten first
 */
export function bootOffsets(
  fix: (messages: readonly BootMessage[]) => Promise<number[]>,
  known_max: number,
): (deviceKey: string, boot: number, seen: BootSeen) => Promise<ClockOffset> {
  const known = new Map<string, number>()
  let turn: Turn | null = null

  const remember = (key: string, offset_ms: number): void => {
    known.delete(key)
    known.set(key, offset_ms)
    if (known.size > known_max) known.delete(known.keys().next().value ?? key)
  }
  const openTurn = (): Turn => {
    const messages: BootMessage[] = []
    const offsets = Promise.resolve().then(() => {
      turn = null
      return fix(messages)
    })
    return { messages, offsets }
  }

  return async (deviceKey, boot, seen) => {
    const key = `${boot}:${deviceKey}`
    let offset_ms = known.get(key)
    if (offset_ms === undefined) {
      turn ??= openTurn()
      const place = turn.messages.push({ deviceKey, boot, seen }) - 1
      const offsets = await turn.offsets
      offset_ms = offsets[place] ?? 0
    }
    remember(key, offset_ms)
    return asClockOffset(offset_ms)
  }
}
