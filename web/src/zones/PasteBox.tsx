import { useState } from 'react'
import { useLanguage } from '../language/language.tsx'
import { CORNERS, type Draft } from './draft.ts'
import { type PasteFault, readGeoJson } from './geojson.ts'

/** Takes a zone that was drawn elsewhere. */
export function PasteBox({ onDraft }: { onDraft: (draft: Draft) => void }) {
  const { text } = useLanguage()
  const [typed, setTyped] = useState('')
  const [fault, setFault] = useState<PasteFault | null>(null)
  const take = (): void => {
    const read = readGeoJson(typed)
    setFault(typeof read === 'string' ? read : null)
    if (typeof read === 'string') return
    setTyped('')
    onDraft(read)
  }
  return (
    <details>
      <summary>{text('console.zones.paste')}</summary>
      <label htmlFor="zone-paste">{text('console.zones.paste.label')}</label>
      <textarea
        id="zone-paste"
        rows={4}
        value={typed}
        spellCheck={false}
        className="mono"
        aria-describedby="zone-paste-fault"
        aria-invalid={fault !== null}
        onChange={(event) => setTyped(event.target.value)}
      />
      <div id="zone-paste-fault" aria-live="polite">
        {fault && (
          <p className="notice bad" data-testid="paste-fault" data-fault={fault}>
            {text(`console.zones.paste.${fault}`, { most: CORNERS.max })}
          </p>
        )}
      </div>
      <button type="button" disabled={typed.trim() === ''} data-testid="zone-paste-take" onClick={take}>
        {text('console.zones.paste.take')}
      </button>
    </details>
  )
}
