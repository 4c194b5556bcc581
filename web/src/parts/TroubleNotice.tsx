import { useLanguage } from '../language/language.tsx'
import type { Speech } from '../language/speech.ts'
import type { Trouble } from '../trouble.ts'

/** What went wrong, what to do, and whom to ask. */
export function TroubleNotice(props: { trouble: Trouble; again?: () => void; testId?: string }) {
  const { text, format } = useLanguage()
  const { trouble } = props
  const problem = trouble.kind === 'problem' ? trouble.problem : null
  const status = trouble.kind === 'unexpected' ? trouble.status : 0
  return (
    <div className="notice bad" data-testid={props.testId} data-code={problem?.code ?? trouble.kind}>
      <strong>{troubleTitle(trouble, text)}</strong>
      <p>{problem?.detail ?? text(`console.problem.${trouble.kind}.detail`, { status })}</p>
      {problem?.retryAt && (
        <p data-testid="retry-at">{text('console.problem.retryAt', { time: format.time(problem.retryAt) })}</p>
      )}
      {problem?.support && <Support {...problem.support} />}
      {problem?.supportCase && (
        <p className="support">
          <a href={problem.supportCase} data-testid="support-case">
            {text('console.supportCase')}
          </a>
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

/** A few words for it. */
export function troubleTitle(trouble: Trouble, text: Speech['text']): string {
  return trouble.kind === 'problem' ? trouble.problem.title : text(`console.problem.${trouble.kind}.title`)
}

function Support(props: { phone?: string; email?: string }) {
  const { text } = useLanguage()
  return (
    <p className="support">
      {text('console.support')}: {props.phone && <a href={`tel:${props.phone.replaceAll(' ', '')}`}>{props.phone}</a>}
      {props.phone && props.email && ', '}
      {props.email && <a href={`mailto:${props.email}`}>{props.email}</a>}
    </p>
  )
}
