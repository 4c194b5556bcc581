import { startChild } from '../process/child.ts'

/** Where the subscriber puts what it is sent. `file`: lengths and bytes, appended and synced group by group, as our inbox does. */
export type SubscriberOrder = { mqttUrl: string } & (
  | { to: 'file'; path: string }
  | { to: 'store'; path: string }
  | { to: 'influx'; url: string; database: string }
)
export type SubscriberQuestion = { kind: 'open'; order: SubscriberOrder } | { kind: 'kept' } | { kind: 'close' }

/** One `mqtt` client that subscribes to every report of a broker, in a process of its own: the backend that one would write. */
export type Subscriber = {
  readonly pid: number
  open(order: SubscriberOrder): Promise<void>
  /** Reports that are durable, or can be queried. */
  kept(): Promise<number>
  close(): Promise<void>
  stop(): Promise<void>
}

export function startSubscriber(): Subscriber {
  const child = startChild(new URL('./subscriber-process.ts', import.meta.url))
  const ask = <A>(question: SubscriberQuestion): Promise<A> => child.ask<A>(question)
  return {
    pid: child.pid,
    open: (order) => ask({ kind: 'open', order }),
    kept: () => ask({ kind: 'kept' }),
    close: () => ask({ kind: 'close' }),
    stop: () => child.stop(),
  }
}
