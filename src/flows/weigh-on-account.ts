import type { Actor } from '../accounts/actor.ts'
import { familyNamed, MINTED } from '../codes/families/index.ts'
import { registration } from '../codes/families/registration.ts'
import { smsCredits } from '../codes/families/sms-credits.ts'
import { subscription } from '../codes/families/subscription.ts'
import { type Family, withoutSeparators } from '../codes/family.ts'
import { type FoundCode, findCode } from '../codes/find-code.ts'
import { judge } from '../codes/judge.ts'
import { readTyped } from '../codes/read-typed.ts'
import { holderOfCode } from '../licences/licence.ts'
import { isNewCustomer } from '../licences/subscription.ts'
import type { AccountPlace } from './account-place.ts'
import { attemptOf, heldBack, wrongGuess } from './guesser.ts'
import type { House } from './house.ts'
import { type AccountPromise, promiseOnAccount } from './promise-on-account.ts'
import { type Refused, refused } from './redeem-outcome.ts'
import type { LedgerTx } from './tables.ts'

type Typed = Extract<ReturnType<typeof readTyped>, { fits: true }>
type Weighed = Refused | { kind: 'good'; code: FoundCode; canonical: string; promised: AccountPromise }

/** Everything that can be said of a code for an account without using it. A guess that names no code is counted here. */
export async function weighOnAccount(
  house: House,
  tx: LedgerTx,
  actor: Actor,
  place: AccountPlace,
  text: string,
  now: number,
): Promise<Weighed> {
  const attempt = await attemptOf(house, tx, actor, { account: place.accountId })
  const held = await heldBack(house, tx, attempt)
  if (held) return held
  const wanted = familyMeant(text)
  const typed = readTyped(text, wanted, MINTED)
  if (!typed.fits) return refused(typed.problem, typed.position === undefined ? {} : { position: typed.position })
  const code = await findCode(tx, house.keys.all('code-hash'), typed.candidates)
  if (!code) {
    const known = await licenceCodeTyped(house, tx, place, typed)
    if (known) return known
    const tooMany = await wrongGuess(house, tx, attempt)
    if (tooMany) return tooMany
    const shape = wanted.shape(withoutSeparators(text))
    return shape.fits
      ? refused('unknown')
      : refused(shape.problem, shape.position === undefined ? {} : { position: shape.position })
  }
  const { family, product } = code.facts
  const promised = await promiseOnAccount(tx, product, place, code.purchasedAt ?? now)
  const judgement = judge(
    code.facts,
    {
      accountId: place.accountId,
      accountCountry: place.country,
      presentCountries: null,
      simKind: null,
      wantedFamily: familyNamed(family)?.target === 'account' ? family : wanted.name,
      customerIsNew: !code.facts.batch.campaign || (await isNewCustomer(tx, place.accountId)),
    },
    now,
    promised && 'extension' in promised ? promised.extension.until : null,
  )
  if (!judgement.ok) return refused(judgement.refusal, judgement.params)
  const canonical = typed.candidates.find((candidate) => candidate.family.name === family)?.canonical
  if (!promised || canonical === undefined) throw new Error('a code that is good here has an effect here')
  return { kind: 'good', code, canonical, promised }
}

/** A licence code is no code to redeem: one's own is in use already, and somebody else's is in use elsewhere. */
async function licenceCodeTyped(
  house: House,
  tx: LedgerTx,
  place: AccountPlace,
  typed: Typed,
): Promise<Refused | null> {
  const letters = typed.candidates.find(({ family }) => family === registration)
  if (!letters) return null
  const holder = await holderOfCode(tx, house.keys, letters.canonical)
  if (holder === null) return null
  return refused(holder === place.userId ? 'already-used-by-you' : 'already-used')
}

/** The families that go to accounts are told apart by their lengths; the one that is meant says what is wrong with the shape. */
function familyMeant(text: string): Family {
  const { length } = withoutSeparators(text)
  return [subscription, smsCredits].find(({ lengths }) => lengths.includes(length)) ?? registration
}
