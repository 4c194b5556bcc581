import { seal } from '../store/seal.ts'
import type { House } from './house.ts'

/** Something that happened, numbered. Consumers resume behind the last number they saw (SSE `Last-Event-ID`). */
export type LiveEvent = { seq: number; accountId: string; topic: string; body: string; at: number }

/** Live views: numbered events, and a wake-up when there are more. */
export type Live = {
  /** Events behind `seq`, in order, at most `limit` (500); `topic` or `accounts` narrow them. */
  after(seq: number, limit: number, only: { topic?: string; accounts?: readonly string[] }): Promise<LiveEvent[]>
  /** The highest number given so far; 0 before the first. */
  latest(): Promise<number>
  onSealed(listener: () => void): () => void
  stop(): Promise<void>
}

export type { House }
export { seal }
