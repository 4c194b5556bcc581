import type { Seeded } from '../house/seed.ts'
import type { Wish } from './load.ts'

/** One wish for each code, dealt out among the collars and sent by their owners. @param name makes the keys unlike those of other loads on the house */
export function wishesOf({ codes, collars, people }: Seeded, name: string): Wish[] {
  return codes.map((code, at) => {
    const collar = collars[at % collars.length]
    const person = people[collar?.person ?? 0]
    if (!collar || !person) throw new Error('nobody to redeem for')
    return { deviceId: collar.deviceId, token: person.token, code, key: `${name}-${at}` }
  })
}
