import { useLanguage } from '../language/language.tsx'

/** A lever with two places, that says in which it is. */
export function Toggle(props: { name: string; on: boolean; busy: boolean; testId: string; onToggle: () => void }) {
  const { text } = useLanguage()
  return (
    <button
      type="button"
      role="switch"
      aria-checked={props.on}
      disabled={props.busy}
      data-testid={props.testId}
      onClick={props.onToggle}
    >
      {props.name}: {text(`console.simulator.${props.on ? 'on' : 'off'}`)}
    </button>
  )
}
