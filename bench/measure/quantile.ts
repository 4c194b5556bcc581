/**
 * The smallest value that at least this share of all values does not exceed (nearest rank): always one that was measured.
 * @param share more than 0, at most 1; 0.5 is the median
 * @throws RangeError without values, or for another share
 */
export function quantile(values: readonly number[] | Float64Array, share: number): number {
  if (!(share > 0 && share <= 1)) throw new RangeError('share must be more than 0 and at most 1')
  const sorted = new Float64Array(values).sort()
  const value = sorted[Math.ceil(share * sorted.length) - 1]
  if (value === undefined) throw new RangeError('nothing was measured')
  return value
}

export function median(values: readonly number[]): number {
  return quantile(values, 0.5)
}
