import type { Static } from 'typebox'
import type { Candidate } from '../../codes/identify.ts'
import type { OwnCode } from '../../flows/own-codes.ts'
import { instantText } from '../../std/period.ts'
import type { TextParams } from '../../std/texts.ts'
import type { Identified } from '../identify-schemas.ts'

type CandidateBody = Static<typeof Identified>['candidates'][number]
type Own = NonNullable<CandidateBody['own']>
/** What says words in one language. */
type Say = (key: string, params?: TextParams) => string

/** Who asks: the own codes by canonical form, none for whoever is signed out. */
type Asker = { signedIn: boolean; own: ReadonlyMap<string, OwnCode> }

/**
 * What a pasted text can be, in words. Where it is a code of the asking person's own, that settles which family it is of, and what holds for this person is told.
 * @param now milliseconds since 1970
 */
export function identifiedBody(
  candidates: readonly Candidate[],
  { signedIn, own }: Asker,
  now: number,
  say: Say,
): CandidateBody[] {
  const mine = (one: Candidate): OwnCode | undefined => {
    const known = one.canonical === null ? undefined : own.get(one.canonical)
    return known && familyOf(known) === one.family.name ? known : undefined
  }
  const settled = candidates.filter((one) => mine(one) !== undefined)
  return (settled.length > 0 ? settled : candidates).map((one) => {
    const known = mine(one)
    const told = known && ownBody(known, now)
    return { ...candidateBody(one, told), next: nextOf(one, told, signedIn, say) }
  })
}

function familyOf(own: OwnCode): string {
  return own.kind === 'licence' ? 'licence' : own.family
}

function candidateBody(
  { family, keep, problems, notices }: Candidate,
  own: Own | undefined,
): Omit<CandidateBody, 'next'> {
  return {
    family: family.name,
    keep: own?.state === 'applied' ? 'no' : keep,
    problems: problems.map(({ name }) => name),
    notices: [...notices],
    ...(own && { own }),
  }
}

function ownBody(own: OwnCode, now: number): Own {
  if (own.kind === 'licence') return { state: own.endsAt > now ? 'in-force' : 'ended', endsAt: instantText(own.endsAt) }
  return {
    state: own.state as Own['state'],
    redemptionId: own.redemptionId,
    ...(own.deviceId === null ? {} : { deviceId: own.deviceId }),
    at: instantText(own.at),
  }
}

/** The states that say by themselves what is to be done. After the others the code is as it was before. */
const TELLING: ReadonlySet<string> = new Set(['queued', 'sent', 'applied', 'in-force', 'ended'])

function nextOf({ family, canonical, problems }: Candidate, own: Own | undefined, signedIn: boolean, say: Say): string {
  if (canonical === null) return say(`problem.${problems[0]?.name}.detail`, { position: problems[0]?.position ?? 0 })
  if (own && TELLING.has(own.state))
    return say(`next.own.${own.state}`, own.endsAt === undefined ? {} : { endsAt: own.endsAt })
  return say(`next.${family.name}`, { signedIn: signedIn ? 'yes' : 'no' })
}
