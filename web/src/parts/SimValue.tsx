import type { SimState } from '../api-types.ts'
import { useLanguage } from '../language/language.tsx'

/** Balance or end of validity in words, as the device reported it. */
export function SimValue(props: { sim: SimState; testId?: string }) {
  const { text, format } = useLanguage()
  const { balanceMinor, currency, validUntil } = props.sim
  const said =
    validUntil !== undefined
      ? format.day(validUntil)
      : balanceMinor !== undefined
        ? format.money(balanceMinor, currency ?? '')
        : text('console.device.notReported')
  return (
    <span className="value" data-testid={props.testId}>
      {said}
    </span>
  )
}
