import { createContext, type ReactNode, useContext, useLayoutEffect, useMemo, useRef, useState } from 'react'
import { useWorld } from '../world.tsx'

/** From here on somebody would rather see a part of the page than wait for all of it (Nielsen 1993, "Response Times: The 3 Important Limits"). */
const PATIENCE_MS = 1_000

/** Says that something is still to come. Calling what it returns says that it came; calling that again does nothing. */
type Join = () => () => void

const TogetherContext = createContext<Join>(() => () => {})

/** For whatever loads: the page waits for it, a second at the most. */
export function useTogether(): Join {
  return useContext(TogetherContext)
}

/**
 * A page is shown when all that it loads has come: its parts would push each other down under a hand that reaches for one.
 * @param place names the page: another one is waited for again
 */
export function Together(props: { place: string; waiting: ReactNode; children: ReactNode }) {
  const { place } = props
  const { browser } = useWorld()
  const [shown, setShown] = useState<string | null>(null)
  const [, setCame] = useState(0)
  const awaited = useRef(0)
  const join = useMemo<Join>(() => {
    return () => {
      let coming = true
      awaited.current++
      return () => {
        if (!coming) return
        coming = false
        awaited.current--
        setCame((count) => count + 1)
      }
    }
  }, [])
  // After those of the parts: what a part that has just come loads in turn is waited for as well.
  useLayoutEffect(() => {
    if (awaited.current === 0) setShown(place)
  })
  useLayoutEffect(() => browser.after(PATIENCE_MS, () => setShown(place)), [browser, place])
  const hidden = shown !== place
  return (
    <TogetherContext value={join}>
      {hidden && props.waiting}
      <div hidden={hidden}>{props.children}</div>
    </TogetherContext>
  )
}
