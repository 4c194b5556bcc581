import { Link } from 'wouter'
import type { Agreement } from '../api-types.ts'
import { useLanguage } from '../language/language.tsx'

const SIDES = ['giver', 'taker'] as const

/** Whose accounts the sides are, and who has confirmed: told to staff alone. An account leads to what else it has open. */
export function SideFacts({ one }: { one: Agreement }) {
  const { text } = useLanguage()
  const { sides } = one
  if (!sides) return null
  return (
    <dl className="facts" data-testid="agreement-sides">
      {SIDES.map((side) => {
        const account = sides[side]
        return (
          <div key={side}>
            <dt>{text(`console.openAgreements.${side}.${one.kind}`)}</dt>
            <dd>
              {account ? (
                <Link href={`/support/agreements/${encodeURIComponent(account.accountId)}`}>{account.name}</Link>
              ) : (
                text(unknown(one, side))
              )}
              {one.confirmed.includes(side) && <> ({text('console.openAgreements.has-confirmed')})</>}
            </dd>
          </div>
        )
      })}
    </dl>
  )
}

/** A device that nobody has is asked for in vain; whoever was written to is known by the address alone. */
function unknown({ askedBy, kind }: Agreement, side: 'giver' | 'taker'): string {
  return kind === 'hand-over' && askedBy === 'taker' && side === 'giver'
    ? 'console.openAgreements.nobody'
    : 'console.openAgreements.address'
}
