import { useId } from 'react'
import { useLanguage } from '../language/language.tsx'
import { POINTS_MAX } from './licence-type.ts'

/** What a licence is to be of: points and how many, or E. In a form, under the names `kind` and `points`. */
export function TypeChoice(props: { kind: 'points' | 'e'; onKind: (kind: 'points' | 'e') => void; points: number }) {
  const { kind, onKind, points } = props
  const { text } = useLanguage()
  const id = useId()
  return (
    <>
      <label htmlFor={`${id}-kind`}>{text('console.licences.type')}</label>
      <select
        id={`${id}-kind`}
        value={kind}
        onChange={({ target }) => onKind(target.value === 'e' ? 'e' : 'points')}
        data-testid="licence-kind"
      >
        <option value="points">{text('console.licences.points')}</option>
        <option value="e">{text('console.licences.e')}</option>
      </select>
      {kind === 'points' && (
        <>
          <label htmlFor={`${id}-points`}>{text('console.licences.howMany', { most: POINTS_MAX })}</label>
          <input
            id={`${id}-points`}
            name="points"
            type="number"
            inputMode="numeric"
            min={1}
            max={POINTS_MAX}
            required
            defaultValue={points}
            data-testid="licence-points"
          />
        </>
      )}
    </>
  )
}

/** The type that a form with a `TypeChoice` names: `5P`, `E`. */
export function chosenType(kind: 'points' | 'e', form: FormData): string {
  return kind === 'e' ? 'E' : `${Number(form.get('points'))}P`
}
