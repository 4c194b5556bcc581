import { useLanguage } from '../language/language.tsx'
import { stepsOf, type Way } from './progress.ts'

const GOOD_ENDS: ReadonlySet<string> = new Set(['queued', 'sent', 'applied'])

/** The states of what is on its way to a device as rungs, each with its time. */
export function Stepper(props: { way: Way }) {
  const { text, format } = useLanguage()
  return (
    <ol className="stepper">
      {stepsOf(props.way).map(({ state, at, standing }) => (
        <li
          key={`${state} ${at}`}
          className={GOOD_ENDS.has(state) ? standing : 'done bad'}
          aria-current={standing === 'now' ? 'step' : undefined}
        >
          <span>{text(`state.${state}`)}</span>
          {at ? (
            <time dateTime={at}>{format.instant(at)}</time>
          ) : (
            <span className="soft">{text('console.step.notYet')}</span>
          )}
        </li>
      ))}
    </ol>
  )
}
