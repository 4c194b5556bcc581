import type { Letters } from '../../flows/users/letters.ts'
import type { Door } from '../door.ts'
import { InvalidRequest } from '../problem/invalid-request.ts'

/** What letters to users are made of, as this door knows it. */
export function lettersOf({ texts, teller }: Pick<Door, 'texts' | 'teller'>): Letters {
  return { texts, publicUrl: teller.publicUrl }
}

/** A language that there are words in, for visitors where `whom` says so; absent: the one that the request asks for. @throws InvalidRequest */
export function languageOf(
  { texts }: Pick<Door, 'texts'>,
  asked: string | undefined,
  acceptLanguage: string | undefined,
  whom?: 'visitor',
): string {
  if (asked === undefined) return texts.negotiate(acceptLanguage, whom)
  const known = whom ? texts.visitorLanguages : texts.languages
  if (!known.includes(asked))
    throw new InvalidRequest({ path: '/body/language', message: `must be one of ${known.join(', ')}` })
  return asked
}
