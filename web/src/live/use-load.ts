import { useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react'
import { useSession } from '../session/session.tsx'
import { isSignedOut, type Trouble, troubleOf } from '../trouble.ts'
import { useTogether } from './Together.tsx'

/** What a view knows: nothing yet, why not, or the data; old data stays when a refresh fails, with the trouble beside it. */
export type Loaded<T> = { data: T | null; trouble: Trouble | null; again: () => void }

/**
 * Loads when it appears, when `what` changes (then from nothing), and when `version` changes (keeping what is shown).
 * @param what names what is loaded, e.g. a device's id
 */
export function useLoad<T>(load: () => Promise<T>, what: string, version: number | string): Loaded<T> {
  const { end } = useSession()
  const [shown, setShown] = useState<{ what: string; data: T | null; trouble: Trouble | null }>({
    what,
    data: null,
    trouble: null,
  })
  const [tries, setTries] = useState(0)
  const latest = useRef(load)
  latest.current = load
  const join = useTogether()
  const came = useRef(() => {})
  useLayoutEffect(() => {
    came.current = join()
    return () => came.current()
  }, [join])

  // biome-ignore lint/correctness/useExhaustiveDependencies: version and tries are the reasons to load again
  useEffect(() => {
    // An answer that arrives after a newer question was asked is dropped.
    let wanted = true
    latest
      .current()
      .then(
        (data) => wanted && setShown({ what, data, trouble: null }),
        (caught: unknown) => {
          const trouble = troubleOf(caught)
          if (!wanted) return
          if (isSignedOut(trouble)) end()
          setShown((last) => ({ what, data: last.what === what ? last.data : null, trouble }))
        },
      )
      .finally(() => wanted && came.current())
    return () => {
      wanted = false
    }
  }, [what, version, tries, end])

  const again = useCallback(() => setTries((count) => count + 1), [])
  const fresh = shown.what === what
  return { data: fresh ? shown.data : null, trouble: fresh ? shown.trouble : null, again }
}
