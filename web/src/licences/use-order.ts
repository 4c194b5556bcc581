import { useEffect, useReducer } from 'react'
import type { OrderBody } from '../api-types.ts'
import { troubleOf } from '../trouble.ts'
import { useWorld } from '../world.tsx'
import { NEW_ORDER, nextOrder, type OrderAttempt } from './order-attempt.ts'

export type OrderActs = { check(wish: OrderBody): void; confirm(): void; again(): void; back(): void }

/** An order, and the requests that belong to its phases. @param onOrdered called once it is placed */
export function useOrder(onOrdered: () => void): [OrderAttempt, OrderActs] {
  const { api, browser } = useWorld()
  const [attempt, put] = useReducer(nextOrder, NEW_ORDER)

  // biome-ignore lint/correctness/useExhaustiveDependencies: a phase makes its request once
  useEffect(() => {
    const failed = (caught: unknown): void => put({ kind: 'failed', trouble: troubleOf(caught) })
    if (attempt.phase === 'checking')
      api.previewOrder(attempt.wish).then((preview) => put({ kind: 'previewed', preview }), failed)
    if (attempt.phase === 'sending')
      api.orderLicence(attempt.wish, attempt.key).then((order) => {
        put({ kind: 'ordered', order })
        onOrdered()
      }, failed)
  }, [attempt, api])

  return [
    attempt,
    {
      check: (wish) => put({ kind: 'check', wish }),
      confirm: () => put({ kind: 'confirm', key: browser.uniqueText() }),
      again: () => put({ kind: 'again' }),
      back: () => put({ kind: 'back' }),
    },
  ]
}
