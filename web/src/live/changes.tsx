import { createContext, type ReactNode, useContext, useEffect, useState } from 'react'
import { EVENTS_URL } from '../api.ts'
import { useWorld } from '../world.tsx'
import { followEvents } from './follow-events.ts'
import type { Link } from './link.ts'

const REFRESH_MS = 15_000
/** A pack of reporting collars sends many events a second; the page asks for news once in this time. */
const GATHER_MS = 1_000

/** Numbers that grow when there may be news: `changes` on every event (gathered), `ticks` every 15 s only. */
export type Changes = { state: Link['state']; changes: number; ticks: number }

const ChangesContext = createContext<Changes>({ state: 'connecting', changes: 0, ticks: 0 })

export function useChanges(): Changes {
  return useContext(ChangesContext)
}

export function ChangesProvider(props: { children: ReactNode }) {
  const { browser } = useWorld()
  const [now, setNow] = useState<Changes>({ state: 'connecting', changes: 0, ticks: 0 })

  useEffect(() => {
    let gathering = false
    let cancelGathering = (): void => undefined
    const stop = followEvents({
      open: () => new EventSource(EVENTS_URL),
      clock: browser,
      onState: (state) => setNow((last) => ({ ...last, state })),
      onData() {
        if (gathering) return
        gathering = true
        cancelGathering = browser.after(GATHER_MS, () => {
          gathering = false
          setNow((last) => ({ ...last, changes: last.changes + 1 }))
        })
      },
      poll: () => setNow((last) => ({ ...last, changes: last.changes + 1, ticks: last.ticks + 1 })),
      live_ms: REFRESH_MS,
      broken_ms: REFRESH_MS,
    })
    return () => {
      stop()
      cancelGathering()
    }
  }, [browser])

  return <ChangesContext value={now}>{props.children}</ChangesContext>
}
