import { useState } from 'react'
import { useLanguage } from '../language/language.tsx'
import { useMay } from '../session/session.tsx'
import { OrderList } from './OrderList.tsx'
import { ReleaseForm } from './ReleaseForm.tsx'
import { ReleaseLookup } from './ReleaseLookup.tsx'

/** Orders of licences; for staff also what is released, and for the office releasing. */
export function LicencesPage() {
  const { text } = useLanguage()
  const mayRelease = useMay('release')
  const maySee = useMay('see-dialogue')
  const [released, setReleased] = useState('')
  return (
    <>
      <h1>{text('console.licences.title')}</h1>
      {maySee && (
        <div className="columns">
          <div>
            <ReleaseLookup key={released} start={released} />
          </div>
          <div>{mayRelease && <ReleaseForm onReleased={setReleased} />}</div>
        </div>
      )}
      <OrderList />
    </>
  )
}
