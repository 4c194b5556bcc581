import type { ReactNode } from 'react'
import { useLanguage } from '../language/language.tsx'

/** One thing that is known, under its name. */
export function Fact(props: { name: string; children: ReactNode }) {
  const { text } = useLanguage()
  return (
    <div>
      <dt>{text(`console.support.fact.${props.name}`)}</dt>
      <dd>{props.children}</dd>
    </div>
  )
}
