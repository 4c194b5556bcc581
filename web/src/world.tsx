import { createContext, useContext } from 'react'
import type { Api } from './api.ts'
import type { Browser } from './browser.ts'

/** What every view is handed instead of reaching for it. */
export type World = { api: Api; browser: Browser }

export const WorldContext = createContext<World | null>(null)

export function useWorld(): World {
  const world = useContext(WorldContext)
  if (!world) throw new Error('no WorldContext above')
  return world
}
