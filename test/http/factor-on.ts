import { Secret, TOTP } from 'otpauth'
import { as, type OpenDoor, type Person } from './open-door.ts'

/** Turns a person's second factor on. @returns the digits that its app shows now */
export async function factorOn({ api, clock }: OpenDoor, person: Person): Promise<() => string> {
  const post = async (url: string, payload: object) => {
    const answer = await api.inject({ method: 'POST', url: `/api/v1/second-factor${url}`, payload, ...as(person) })
    if (answer.statusCode >= 300) throw new Error(answer.body)
    return answer.json()
  }
  const totp = new TOTP({ secret: Secret.fromBase32((await post('', {})).secret) })
  const now = () => totp.generate({ timestamp: clock.now() })
  await post('/confirmation', { code: now() })
  await clock.advance(30_000)
  return now
}
