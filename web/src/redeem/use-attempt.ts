import { useEffect, useReducer } from 'react'
import { troubleOf } from '../trouble.ts'
import { useWorld } from '../world.tsx'
import { type Attempt, NEW_ATTEMPT, nextAttempt } from './attempt.ts'

export type AttemptActs = {
  type(code: string): void
  check(): void
  confirm(): void
  again(): void
  other(): void
}

/** An attempt at a device, or (null) at the account (of several: `accountId`), and the requests that belong to its phases. It outlives the dialog, so that an order's key is not lost with it. */
export function useAttempt(deviceId: string | null, accountId?: string): [Attempt, AttemptActs] {
  const { api, browser } = useWorld()
  const [attempt, put] = useReducer(nextAttempt, NEW_ATTEMPT)

  useEffect(() => {
    const place = { deviceId, accountId }
    if (attempt.phase === 'checking') {
      api.preview(place, attempt.code).then(
        (preview) => put({ kind: 'previewed', preview }),
        (caught: unknown) => put({ kind: 'failed', trouble: troubleOf(caught) }),
      )
    }
    if (attempt.phase === 'sending') {
      api.redeem(place, attempt.code, attempt.key).then(
        (redemption) => put({ kind: 'accepted', redemption }),
        (caught: unknown) => put({ kind: 'failed', trouble: troubleOf(caught) }),
      )
    }
  }, [attempt, api, deviceId, accountId])

  const acts: AttemptActs = {
    type: (code) => put({ kind: 'typed', code }),
    check: () => put({ kind: 'check' }),
    confirm: () => put({ kind: 'confirm', key: browser.uniqueText() }),
    again: () => put({ kind: 'again' }),
    other: () => put({ kind: 'other' }),
  }
  return [attempt, acts]
}
