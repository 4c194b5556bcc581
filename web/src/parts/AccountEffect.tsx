import type { Effect } from '../api-types.ts'
import { useLanguage } from '../language/language.tsx'

/** What a code did to an account or its user: `1 year: 26 December 2026 → 26 December 2027`. */
export function AccountEffect({ effect }: { effect: Effect }) {
  const { text, format } = useLanguage()
  if ('iccid' in effect) return null
  if (effect.type === 'credits-add')
    return (
      <>
        {text('console.account.credits')}: {effect.before.credits} → {effect.after.credits}
      </>
    )
  const before = effect.before ? format.day(effect.before.validUntil) : text('console.preview.nothing')
  return (
    <>
      {format.period(effect.period)}: {before} → {format.day(effect.after.validUntil)}
    </>
  )
}
