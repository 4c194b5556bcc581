import { useEffect, useState } from 'react'
import { redemptionEventsUrl } from '../api.ts'
import type { Redemption } from '../api-types.ts'
import { followEvents } from '../live/follow-events.ts'
import { useWorld } from '../world.tsx'
import { isSettled, newer, readRedemption } from './progress.ts'

const LIVE_POLL_MS = 15_000
const BROKEN_POLL_MS = 3_000

/** The redemption as it stands, live until it is settled. */
export function useRedemption(first: Redemption): Redemption {
  const { api, browser } = useWorld()
  const [known, setKnown] = useState(first)
  const redemption = newer(first, known.id === first.id ? known : first)
  const settled = isSettled(redemption)

  useEffect(() => {
    if (settled) return
    const learn = (news: Redemption): void => setKnown((last) => (last.id === first.id ? newer(last, news) : news))
    return followEvents({
      open: () => new EventSource(redemptionEventsUrl(first.id)),
      clock: browser,
      onData(data) {
        const news = readRedemption(data)
        if (news) learn(news)
      },
      onState: () => undefined,
      // A poll that fails is followed by the next one; the page's own refresh shows what is wrong.
      poll: () => void api.redemption(first.id).then(learn, () => undefined),
      live_ms: LIVE_POLL_MS,
      broken_ms: BROKEN_POLL_MS,
    })
  }, [api, browser, first.id, settled])

  return redemption
}
