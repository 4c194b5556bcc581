import { useId } from 'react'
import { useLanguage } from '../language/language.tsx'

/** A licence number to be typed or pasted, under the name `number` of its form. */
export function NumberField(props: { wrong: boolean; start?: string; either?: true; testId: string }) {
  const { text } = useLanguage()
  const id = useId()
  return (
    <>
      <label htmlFor={id}>{text(props.either ? 'console.licences.either' : 'console.licences.number')}</label>
      <input
        id={id}
        name="number"
        className="code"
        required
        maxLength={40}
        defaultValue={props.start}
        autoComplete="off"
        autoCapitalize="characters"
        autoCorrect="off"
        spellCheck={false}
        aria-invalid={props.wrong}
        data-testid={props.testId}
      />
      {props.wrong && <p className="notice bad">{text('console.licences.wrongNumber')}</p>}
    </>
  )
}
