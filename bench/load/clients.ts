import type { PublishingClient } from './publishers.ts'

/** Devices that nobody has registered: for brokers that let everybody in. */
export function strangers(count: number): PublishingClient[] {
  return Array.from({ length: count }, (_, at) => {
    const clientId = String(350_000_000_000_000 + at)
    return { clientId, username: clientId, password: 'any' }
  })
}
