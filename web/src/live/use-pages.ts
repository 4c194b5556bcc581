import { useState } from 'react'

/** Where somebody is in a list that comes page by page, newest first. `cursor` is undefined on the first page. */
export type Pages = { cursor: string | undefined; older(next: string): void; newer(): void; first(): void }

/** The API only knows the way to older pages, so those behind are remembered. */
export function usePages(): Pages {
  const [behind, setBehind] = useState<readonly string[]>([])
  return {
    cursor: behind.at(-1),
    older: (next) => setBehind((cursors) => [...cursors, next]),
    newer: () => setBehind((cursors) => cursors.slice(0, -1)),
    first: () => setBehind([]),
  }
}
