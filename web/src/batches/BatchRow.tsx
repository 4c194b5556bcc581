import { useState } from 'react'
import { exportUrl } from '../api.ts'
import type { Batch } from '../api-types.ts'
import { useLanguage } from '../language/language.tsx'
import { TroubleNotice } from '../parts/TroubleNotice.tsx'
import { worthText } from '../parts/worth.ts'
import { type Trouble, troubleOf } from '../trouble.ts'
import { useWorld } from '../world.tsx'
import { NumbersForm } from './NumbersForm.tsx'
import { ReasonChoice } from './ReasonChoice.tsx'
import type { Reason } from './reasons.ts'
import { termsOf } from './terms.ts'

/** A batch: what it is, how far, and what can be done with it now. */
export function BatchRow(props: { batch: Batch; onChanged: () => void }) {
  const { batch } = props
  const language = useLanguage()
  const { text, format } = language
  const { minted, count, state } = batch
  return (
    <li className="panel" data-testid={`batch-${batch.id}`} data-state={state}>
      <div className="head">
        <strong>{worthText(batch, language)}</strong>
        <span className={`badge ${state}`}>{text(`console.codes.state.${state}`)}</span>
        <time className="soft" dateTime={batch.createdAt}>
          {format.shortDay(batch.createdAt)}
        </time>
      </div>
      <p className="soft">
        {[text('console.codes.minted', { minted, count }), ...termsOf(batch, language)].join(' · ')}
      </p>
      {state === 'minting' && <progress value={minted} max={count} aria-label={text('console.codes.state.minting')} />}
      {batch.exportable && <Handover {...props} />}
      {batch.confirmedAt !== undefined && <p>{text('console.codes.confirmed')}</p>}
      {state === 'ready' && batch.needsActivation && <NumbersForm batch={batch} />}
      {state !== 'revoked' && <Revocation {...props} />}
    </li>
  )
}

/** Downloads, and the confirmation that ends them. */
function Handover({ batch, onChanged }: { batch: Batch; onChanged: () => void }) {
  const { text } = useLanguage()
  const { api } = useWorld()
  const { trouble, act } = useAct(onChanged)
  return (
    <>
      <div className="exports">
        <a href={exportUrl(batch.id, 'csv')} download data-testid="export-csv">
          CSV
        </a>
        <Sheets batch={batch} />
      </div>
      <details>
        <summary>{text('console.codes.confirm')}</summary>
        <p>{text('console.codes.confirmWarning')}</p>
        <button type="button" onClick={() => act(api.confirmBatch(batch.id))} data-testid="batch-confirm">
          {text('console.codes.confirmButton')}
        </button>
        {trouble && <TroubleNotice trouble={trouble} />}
      </details>
    </>
  )
}

/** A sheet to print holds so many codes; a large batch has hundreds, which are taken one after the other. */
function Sheets({ batch }: { batch: Batch }) {
  const { text } = useLanguage()
  const { browser } = useWorld()
  const [part, setPart] = useState(1)
  const { id, sheets } = batch
  if (sheets === 1)
    return (
      <a href={exportUrl(id, 'pdf', 1)} download data-testid="export-pdf">
        {text('console.codes.sheet')}
      </a>
    )
  return (
    <>
      <a
        href={exportUrl(id, 'pdf', part)}
        download
        data-testid="export-pdf"
        // Once the click has been followed: the browser takes the address as it is after the event.
        onClick={() => browser.after(0, () => setPart((now) => Math.min(now + 1, sheets)))}
      >
        {text('console.codes.sheetPart', { part, sheets })}
      </a>
      <label>
        {text('console.codes.sheetFrom')}{' '}
        <input
          type="number"
          min={1}
          max={sheets}
          value={part}
          onChange={({ target }) => setPart(Math.min(Math.max(1, Math.trunc(target.valueAsNumber) || 1), sheets))}
          data-testid="export-part"
        />
      </label>
    </>
  )
}

function Revocation({ batch, onChanged }: { batch: Batch; onChanged: () => void }) {
  const { text } = useLanguage()
  const { api } = useWorld()
  const { trouble, act } = useAct(onChanged)
  const [reason, setReason] = useState<Reason>('lost')
  return (
    <details>
      <summary>{text('console.codes.revoke')}</summary>
      <p>{text('console.codes.revokeWarning')}</p>
      <ReasonChoice reason={reason} onChoose={setReason} />
      <button type="button" onClick={() => act(api.revokeBatch(batch.id, reason))} data-testid="batch-revoke">
        {text('console.codes.revokeButton')}
      </button>
      {trouble && <TroubleNotice trouble={trouble} />}
    </details>
  )
}

function useAct(onChanged: () => void): { trouble: Trouble | null; act: (doing: Promise<unknown>) => void } {
  const [trouble, setTrouble] = useState<Trouble | null>(null)
  const act = (doing: Promise<unknown>): void => {
    doing.then(onChanged, (caught: unknown) => setTrouble(troubleOf(caught)))
  }
  return { trouble, act }
}
