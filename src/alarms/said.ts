/** A device's own order of what it says: boot count, Unix seconds by its clock, and the message's number within the boot. */
export type SaidAt = { boot: number; t: number; seq: number }

/**
 * Whether a device said something after something else, in whatever order the two arrived. Its clock is off by the same in all of a boot, so that its own seconds
 * order that boot; in the same second the number of the message does.
 */
export function saidLater(said: SaidAt, than: SaidAt): boolean {
  if (said.boot !== than.boot) return said.boot > than.boot
  if (said.t !== than.t) return said.t > than.t
  return said.seq > than.seq
}

/** What a device said of a SIM when the house received it last. */
export type SaidOf = SaidAt & { deviceId: string; iccid: string; receivedAt: number }

/** For so long nobody else can have a SIM whose holder goes on telling of it. */
export const HELD_MS = 24 * 60 * 60_000

/**
 * Whether a device that names a SIM may speak for it. A SIM is in one device: another's goes over to it when its holder tells of another SIM, or of none for a day.
 * @param holder the device that may speak for it so far; null: nobody yet
 * @param said what each device said last of each of its SIMs
 * @param since when the SIM became known, for a holder that has not told of it yet
 */
export function mayHold(
  claim: { deviceId: string; iccid: string; receivedAt: number },
  holder: string | null,
  said: readonly SaidOf[],
  since: number,
): boolean {
  if (holder === null || holder === claim.deviceId) return true
  const own = said.filter(({ deviceId }) => deviceId === holder)
  const last = own.reduce<SaidOf | null>((newest, one) => (newest && !saidLater(one, newest) ? newest : one), null)
  if (last && last.iccid !== claim.iccid) return true
  return claim.receivedAt - (last?.receivedAt ?? since) > HELD_MS
}
