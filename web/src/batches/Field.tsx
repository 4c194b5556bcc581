import type { ReactNode } from 'react'
import { useLanguage } from '../language/language.tsx'

/** What the API found wrong: names of fields. */
export type Wrong = ReadonlySet<string>

type FieldProps = {
  /** As the form's data has it; `console.codes.<name>` is its label. */
  name: string
  wrong: Wrong
  label?: string
  hint?: string
  children: (input: { id: string; name: string; 'aria-invalid': boolean; 'aria-describedby': string }) => ReactNode
}

/** A field with its label, and what helps with it: in red where the API has refused what stands there. */
export function Field({ name, wrong, label, hint, children }: FieldProps) {
  const { text } = useLanguage()
  const bad = wrong.has(name)
  const id = `order-${name}`
  return (
    <div className="field">
      <label htmlFor={id}>{label ?? text(`console.codes.${name}`)}</label>
      {children({ id, name, 'aria-invalid': bad, 'aria-describedby': `${id}-hint` })}
      <span id={`${id}-hint`} className={bad ? 'hint bad' : 'hint soft'}>
        {bad && `${text('console.codes.wrong')} `}
        {hint}
      </span>
    </div>
  )
}

/** Yes or no, with what it means. */
export function Tick({ name }: { name: string }) {
  const { text } = useLanguage()
  return (
    <label className="tick">
      <input name={name} type="checkbox" />
      <span>
        {text(`console.codes.${name}`)}
        <span className="hint soft">{text(`console.codes.${name}.hint`)}</span>
      </span>
    </label>
  )
}
