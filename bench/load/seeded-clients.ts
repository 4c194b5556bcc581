import type { Seeded } from '../house/seed.ts'
import type { PublishingClient } from './publishers.ts'

/** The first so many collars of a house, with the secrets that it knows. */
export function clientsOf({ collars }: Pick<Seeded, 'collars'>, count: number): PublishingClient[] {
  return collars.slice(0, count).map(({ identity: { imei, secret } }) => {
    return { clientId: imei, username: imei, password: secret }
  })
}
