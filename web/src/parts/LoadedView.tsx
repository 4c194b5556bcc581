import type { ReactNode } from 'react'
import { useLanguage } from '../language/language.tsx'
import type { Loaded } from '../live/use-load.ts'
import { TroubleNotice, troubleTitle } from './TroubleNotice.tsx'

/** The faces of a view: loading (in the room that the content will take), trouble, content, content that could not be refreshed. */
export function LoadedView<T>(props: { loaded: Loaded<T>; waiting: ReactNode; children: (data: T) => ReactNode }) {
  const { text } = useLanguage()
  const { data, trouble, again } = props.loaded
  if (data === null && trouble) return <TroubleNotice trouble={trouble} again={again} />
  if (data === null) {
    return (
      <div aria-busy="true">
        <span className="unseen">{text('console.loading')}</span>
        {props.waiting}
      </div>
    )
  }
  return (
    <>
      {trouble && (
        <p className="stale" role="status">
          {troubleTitle(trouble, text)}
        </p>
      )}
      {props.children(data)}
    </>
  )
}
