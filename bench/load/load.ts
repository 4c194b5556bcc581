import { startChild } from '../process/child.ts'

/** A wish to redeem, ready to be sent. */
export type Wish = { deviceId: string; token: string; code: string; key: string }

export type LoadOrder = { host: string; port: number; clients: number; wishes: Wish[] }
/** How long it took from the first byte to the last, ms; only the connections were there before. */
export type LoadResult = { took_ms: number }

/** Clients in a process of their own. */
export type Load = {
  /** Sends every wish, each client its next one when the former is answered. @throws Error when one is not answered 202 */
  run(order: LoadOrder): Promise<LoadResult>
  stop(): Promise<void>
}

export function startLoad(): Load {
  const child = startChild(new URL('./load-process.ts', import.meta.url))
  return { run: (order) => child.ask<LoadResult>(order), stop: () => child.stop() }
}
