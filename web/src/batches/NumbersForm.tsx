import { type FormEvent, useState } from 'react'
import type { Batch } from '../api-types.ts'
import { useLanguage } from '../language/language.tsx'
import { TroubleNotice } from '../parts/TroubleNotice.tsx'
import { type Trouble, troubleOf } from '../trouble.ts'
import { useWorld } from '../world.tsx'

/** A carton that is sold: its cards are made good by their printed numbers. */
export function NumbersForm({ batch }: { batch: Batch }) {
  const { text } = useLanguage()
  const { api } = useWorld()
  const [told, setTold] = useState<{ activated: number } | { trouble: Trouble } | null>(null)
  const cards = batch.count / (batch.packSize ?? 1)
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault()
    const fields = new FormData(event.currentTarget)
    api.activateNumbers(batch.id, { from: Number(fields.get('from')), to: Number(fields.get('to')) }).then(
      (answer) => setTold(answer),
      (caught: unknown) => setTold({ trouble: troubleOf(caught) }),
    )
  }
  return (
    <details>
      <summary>{text('console.codes.numbers')}</summary>
      <p className="soft">{text('console.codes.numbers.hint')}</p>
      <form className="acts" onSubmit={submit}>
        <label>
          {text('console.codes.numbers.from')} <input name="from" type="number" min={1} max={cards} required />
        </label>
        <label>
          {text('console.codes.numbers.to')} <input name="to" type="number" min={1} max={cards} required />
        </label>
        <button type="submit" data-testid="numbers-activate">
          {text('console.codes.card.activate')}
        </button>
      </form>
      {told &&
        ('trouble' in told ? (
          <TroubleNotice trouble={told.trouble} />
        ) : (
          <p className="notice good">{text('console.codes.card.activated', { changed: told.activated })}</p>
        ))}
    </details>
  )
}
