import { useState } from 'react'
import { Link } from 'wouter'
import { useLanguage } from '../language/language.tsx'
import { useChanges } from '../live/changes.tsx'
import { useLoad } from '../live/use-load.ts'
import { usePages } from '../live/use-pages.ts'
import { LoadedView } from '../parts/LoadedView.tsx'
import { Pager } from '../parts/Pager.tsx'
import { useWorld } from '../world.tsx'
import { REFUSALS } from './answers.ts'
import { EntryView } from './EntryView.tsx'
import { MaintenancePanel } from './MaintenancePanel.tsx'
import { SmsTabs } from './SmsTabs.tsx'
import { TransportPanel } from './TransportPanel.tsx'

/** What phones have asked and what was answered, codes masked. @param numberId a registration: its number's messages alone */
export function DialoguePage(props: { numberId?: string }) {
  const { numberId } = props
  const { api } = useWorld()
  const { text } = useLanguage()
  const { changes } = useChanges()
  const pages = usePages()
  const { cursor } = pages
  const [answer, setAnswer] = useState('')
  const loaded = useLoad(
    () => api.dialogue({ cursor, answer, ...(numberId === undefined ? {} : { numberId }) }),
    `dialogue ${numberId ?? ''} ${answer} ${cursor ?? ''}`,
    changes,
  )
  return (
    <>
      <h1>{text('console.dialogue.title')}</h1>
      <SmsTabs />
      <TransportPanel />
      <MaintenancePanel />
      <div className="filter">
        <div>
          <label htmlFor="dialogue-filter">{text('console.dialogue.filter')}</label>
          <AnswerChoice
            answer={answer}
            onChosen={(chosen) => {
              pages.first()
              setAnswer(chosen)
            }}
          />
        </div>
        {numberId !== undefined && (
          <p className="notice">
            {text('console.dialogue.oneNumber')} <Link href="/dialogue">{text('console.dialogue.all')}</Link>
          </p>
        )}
      </div>
      <LoadedView loaded={loaded} waiting={<div className="bone row" />}>
        {({ items, next }) => (
          <>
            {items.length === 0 && <p className="soft">{text('console.dialogue.empty')}</p>}
            <ul className="talk">
              {items.map((entry) => (
                <li key={entry.id} className="panel" data-testid="dialogue-entry" data-answer={entry.answer ?? 'none'}>
                  <EntryView entry={entry} />
                </li>
              ))}
            </ul>
            <Pager pages={pages} next={next} />
          </>
        )}
      </LoadedView>
    </>
  )
}

function AnswerChoice(props: { answer: string; onChosen: (answer: string) => void }) {
  const { text } = useLanguage()
  return (
    <select
      id="dialogue-filter"
      value={props.answer}
      onChange={({ target }) => props.onChosen(target.value)}
      data-testid="dialogue-filter"
    >
      <option value="">{text('console.dialogue.all')}</option>
      <option value="unlocked">{text('console.dialogue.answer.unlocked')}</option>
      <option value="ordered">{text('console.dialogue.answer.ordered')}</option>
      <option value="refused">{text('console.dialogue.answer.refused')}</option>
      <optgroup label={text('console.dialogue.answer.refused')}>
        {REFUSALS.map((name) => (
          <option key={name} value={name}>
            {text(`sms.refusal.${name}`, { type: '…' })}
          </option>
        ))}
      </optgroup>
    </select>
  )
}
