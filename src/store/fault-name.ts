/** An error as the log may have it: its code or name only, because an engine's message may quote a value. */
export function faultName(error: unknown): string {
  if (!(error instanceof Error)) return typeof error
  if ('errcode' in error) return `sqlite ${String(error.errcode)}`
  if ('code' in error && typeof error.code === 'string') return error.code
  return error.name
}
