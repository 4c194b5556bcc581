import type { Who } from './rights-scene.ts'

/** What many routes have in common: the status that each asker gets. */

/** A batch of the house's own is nobody's but the office's, and its codes are not for support. */
export const OF_OUR_BATCH: Record<Who, number> = {
  admin: 200,
  operator: 200,
  support: 403,
  reseller: 404,
  owner: 404,
  manager: 404,
  viewer: 404,
  stranger: 404,
  nobody: 401,
}

export const SEEING: Record<Who, number> = {
  owner: 200,
  manager: 200,
  viewer: 200,
  admin: 200,
  support: 200,
  operator: 200,
  reseller: 404,
  stranger: 404,
  nobody: 401,
}
export const REDEEMING: Record<Who, number> = {
  owner: 422,
  manager: 422,
  viewer: 403,
  admin: 422,
  support: 403,
  operator: 422,
  reseller: 404,
  stranger: 404,
  nobody: 401,
}
export const OF_ADMINS: Record<Who, number> = {
  owner: 403,
  manager: 403,
  viewer: 403,
  admin: 200,
  support: 403,
  operator: 200,
  reseller: 403,
  stranger: 403,
  nobody: 401,
}
export const OF_STAFF: Record<Who, number> = { ...OF_ADMINS, support: 200 }
export const UNLOCKING: Record<Who, number> = { ...SEEING, viewer: 403 }
