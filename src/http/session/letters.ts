import type { Letters } from '../../flows/users/letters.ts'
import type { Door } from '../door.ts'
import { InvalidRequest } from '../problem/invalid-request.ts'

/** What letters to users are made of, as this door knows it. */
export function lettersOf({ texts, teller }: Pick<Door, 'texts' | 'teller'>): Letters {
  return { texts, publicUrl: teller.publicUrl }
}

/** A language that there are words in, for visitors where `whom` says so; absent: the one that the request asks for. Of whoever asks for themselves. @throws InvalidRequest */
export function languageOf(
  { texts }: Pick<Door, 'texts'>,
  asked: string | undefined,
  acceptLanguage: string | undefined,
  whom?: 'visitor',
): string {
  return stated(whom ? texts.visitorLanguages : texts.languages, asked) ?? texts.negotiate(acceptLanguage, whom)
}

/** A language that was stated for somebody else; absent: none was, and that of the request says nothing of them. @throws InvalidRequest where there are no words in it */
export function statedLanguage({ texts }: Pick<Door, 'texts'>, asked: string | undefined): string | undefined {
  return stated(texts.languages, asked)
}

function stated(known: readonly string[], asked: string | undefined): string | undefined {
  if (asked !== undefined && !known.includes(asked))
    throw new InvalidRequest({ path: '/body/language', message: `must be one of ${known.join(', ')}` })
  return asked
}
