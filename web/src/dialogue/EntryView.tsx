import type { DialogueEntry } from '../api-types.ts'
import { useLanguage } from '../language/language.tsx'
import { kindOfAnswer } from './answers.ts'

const LOOKS = { unlocked: 'applied', ordered: 'applied', refused: 'refused', none: '' } as const

/** A message and its answer. Both are text as it was written, and nothing else. */
export function EntryView({ entry }: { entry: DialogueEntry }) {
  const { text, format, has } = useLanguage()
  const { from, receivedAt, transport, answer, answerText, suppressed, state } = entry
  const kind = kindOfAnswer(answer)
  const why = suppressed === undefined ? undefined : `console.dialogue.suppressed.${suppressed}`
  return (
    <>
      <p className="head">
        <strong className="mono">{from}</strong>
        <span className={`badge ${LOOKS[kind]}`}>{text(`console.dialogue.answer.${kind}`)}</span>
        <span className="soft">{transport}</span>
        <time className="soft" dateTime={receivedAt} title={format.instant(receivedAt)}>
          {format.instant(receivedAt)}
        </time>
      </p>
      <p className="said">{entry.text}</p>
      {answerText !== undefined && <p className="said answer">{answerText}</p>}
      <p className="soft">
        {why === undefined ? '' : `${text('console.dialogue.unsent')} ${has(why) ? text(why) : suppressed} `}
        {suppressed === undefined && state !== 'none' && text(`console.sms.state.${state}`)}
        {kind === 'refused' && ` · ${answer}`}
      </p>
    </>
  )
}
