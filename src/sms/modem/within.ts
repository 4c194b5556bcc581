import type { Cancel, Clock } from '../../std/clock.ts'

/** What a promise comes to, if it does within that time. @throws Error `overdue` else, or what it rejects with */
export function within<T>(clock: Clock, wait_ms: number, promise: Promise<T>): Promise<T> {
  let cancel: Cancel = () => {}
  const overdue = new Promise<never>((_, reject) => {
    cancel = clock.after(wait_ms, () => reject(new Error('overdue')))
  })
  return Promise.race([promise, overdue]).finally(() => cancel())
}
