import type { Scene, Who } from '../rights-scene.ts'

/** A route with something that it can be asked for. */
export type Route = {
  name: string
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  url: (scene: Scene) => string
  body?: object | ((scene: Scene) => object)
  /** It spends something: with an `Idempotency-Key`. */
  key?: true
}
/** What each asker gets from it: the status, and for refusals nothing else. */
export type Right = readonly [Route, Record<Who, number>]
