import { useLanguage } from '../language/language.tsx'
import type { Trouble } from '../trouble.ts'

/** What went wrong, what to do, and whom to ask. */
export function TroubleNotice(props: { trouble: Trouble; again?: () => void; testId?: string }) {
  const { text } = useLanguage()
  const { trouble } = props
  const problem = trouble.kind === 'problem' ? trouble.problem : null
  const status = trouble.kind === 'unexpected' ? trouble.status : 0
  return (
    <div className="notice bad" data-testid={props.testId} data-code={problem?.code ?? trouble.kind}>
      <strong>{problem?.title ?? text(`console.problem.${trouble.kind}.title`)}</strong>
      <p>{problem?.detail ?? text(`console.problem.${trouble.kind}.detail`, { status })}</p>
      {problem?.support && (
        <p className="soft">
          {text('console.support')}: <a href={`tel:${problem.support.phone}`}>{problem.support.phone}</a>
          {', '}
          <a href={`mailto:${problem.support.email}`}>{problem.support.email}</a>
        </p>
      )}
      {props.again && (
        <button type="button" onClick={props.again}>
          {text('console.retry')}
        </button>
      )}
    </div>
  )
}
