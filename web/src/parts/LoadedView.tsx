import type { ReactNode } from 'react'
import { useLanguage } from '../language/language.tsx'
import type { Loaded } from '../live/use-load.ts'
import { TroubleNotice } from './TroubleNotice.tsx'

/** The three faces of a view: loading (in the room that the content will take), trouble, content. */
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
      {trouble && <TroubleNotice trouble={trouble} again={again} />}
      {props.children(data)}
    </>
  )
}
