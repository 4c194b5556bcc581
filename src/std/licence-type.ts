/** What a licence of a dongle is of: 1 to 254 points, or the E-protocol extension. */
export type LicenceType = { kind: 'points'; points: number } | { kind: 'e' }

export const POINTS_MAX = 254

/** A type as people write it: `5P`, `5` (the same) or `E`, in either case; null for anything else. */
export function readLicenceType(text: string): LicenceType | null {
  if (/^e$/i.test(text)) return { kind: 'e' }
  const points = Number(/^([1-9][0-9]{0,2})p?$/i.exec(text)?.[1])
  return points <= POINTS_MAX ? { kind: 'points', points } : null
}

/** As it is written back: `5P`, `E`. */
export function licenceTypeText(type: LicenceType): string {
  return type.kind === 'e' ? 'E' : `${type.points}P`
}
