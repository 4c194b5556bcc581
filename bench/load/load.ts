import { startChild } from '../process/child.ts'

/** A wish to redeem, ready to be sent. */
export type Wish = { deviceId: string; token: string; code: string; key: string }

/** `localAddress`: whom the server takes it for. `anyAnswer`: refusals are what is wanted. */
export type LoadOrder = {
  host: string
  port: number
  clients: number
  wishes: Wish[]
  localAddress?: string
  anyAnswer?: true
}
/** From the first byte to the last; only the connections were there before. `statuses`: how many answers had each HTTP status. */
export type LoadResult = { took_ms: number; p99_ms: number; statuses: Record<number, number> }

/** Clients in a process of their own. */
export type Load = {
  /** Sends every wish, each client its next one when the former is answered. @throws Error when one is not answered 202, unless any answer will do */
  run(order: LoadOrder): Promise<LoadResult>
  stop(): Promise<void>
}

export function startLoad(): Load {
  const child = startChild(new URL('./load-process.ts', import.meta.url))
  return { run: (order) => child.ask<LoadResult>(order), stop: () => child.stop() }
}
