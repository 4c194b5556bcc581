import { useEffect, useState } from 'react'
import { useLanguage } from '../language/language.tsx'
import { useLoad } from '../live/use-load.ts'
import { usePages } from '../live/use-pages.ts'
import { LoadedView } from '../parts/LoadedView.tsx'
import { Pager } from '../parts/Pager.tsx'
import { useWorld } from '../world.tsx'
import { BatchForm } from './BatchForm.tsx'
import { BatchRow } from './BatchRow.tsx'
import { CardPanel } from './CardPanel.tsx'

/** While something is being minted, the list is asked for again so often. */
const LOOK_EVERY_MS = 1_000

/** Batches of codes: order, watch, hand over, take back. */
export function BatchesPage() {
  const { text } = useLanguage()
  const { api, browser } = useWorld()
  const [version, setVersion] = useState(0)
  const pages = usePages()
  const { cursor } = pages
  const loaded = useLoad(() => api.batches({ cursor }), `batches ${cursor ?? ''}`, version)
  const again = (): void => setVersion((count) => count + 1)
  const minting = loaded.data?.items.some(({ state }) => state === 'minting') ?? false

  const ordered = (): void => {
    pages.first()
    again()
  }

  // biome-ignore lint/correctness/useExhaustiveDependencies: each answer, good or bad, asks for the next look
  useEffect(
    () => (minting ? browser.after(LOOK_EVERY_MS, () => setVersion((count) => count + 1)) : undefined),
    [minting, browser, loaded.data, loaded.trouble],
  )

  return (
    <>
      <h1>{text('console.codes.title')}</h1>
      <CardPanel />
      <BatchForm onOrdered={ordered} />
      <h2>{text('console.codes.batches')}</h2>
      <LoadedView loaded={loaded} waiting={<div className="bone row" />}>
        {({ items, next }) => (
          <>
            {items.length === 0 && <p className="soft">{text('console.codes.empty')}</p>}
            <ul className="batches">
              {items.map((batch) => (
                <BatchRow key={batch.id} batch={batch} onChanged={again} />
              ))}
            </ul>
            <Pager pages={pages} next={next} />
          </>
        )}
      </LoadedView>
    </>
  )
}
