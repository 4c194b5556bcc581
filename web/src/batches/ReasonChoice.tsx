import { useLanguage } from '../language/language.tsx'
import { REASONS, type Reason } from './reasons.ts'

/** Why codes are taken out of use. */
export function ReasonChoice(props: { reason: Reason; onChoose: (reason: Reason) => void }) {
  const { text } = useLanguage()
  return (
    <select
      value={props.reason}
      onChange={(event) => props.onChoose(event.target.value as Reason)}
      aria-label={text('console.codes.reason')}
    >
      {REASONS.map((one) => (
        <option key={one} value={one}>
          {text(`console.codes.reason.${one}`)}
        </option>
      ))}
    </select>
  )
}
