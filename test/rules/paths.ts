import { posix } from 'node:path'
import type { Fault } from './fault.ts'
import type { RepositoryFile } from './files.ts'

const LINK = /\]\((?![a-z]+:)([^)#\s]+)[^)]*\)/g
const NAMED = /`((?:src|broker|firmware-sim|hardware-tests|bench|bin|test|texts|web|docs)\/[\w./-]*)`/g
/** Made, not kept: there after `npm ci`. */
const MADE = /^web\/dist(\/|$)/

/** Links and paths of a page that lead nowhere. @param known the repository's files and their folders, relative to its root */
export function deadPaths({ path, text }: RepositoryFile, known: ReadonlySet<string>): Fault[] {
  const beside = (link: string): string => posix.join(posix.dirname(path), link)
  const links = [...text.matchAll(LINK)].map((match) => beside(match[1] ?? ''))
  const named = [...text.matchAll(NAMED)].map((match) => match[1] ?? '')
  // A page of a folder names its files as they are seen from there, or from the root.
  const there = (to: string): boolean => known.has(to) || MADE.test(to) || known.has(beside(to))
  return [...new Set([...links, ...named])]
    .map((to) => to.replace(/\/$/, ''))
    .filter((to) => !there(to))
    .map((to) => ({ key: path, text: `${path}: ${to} is not there` }))
}

/** Every path and every folder above it. */
export function withFolders(paths: readonly string[]): Set<string> {
  const known = new Set<string>()
  for (const path of paths) for (let at = path; at !== '.'; at = posix.dirname(at)) known.add(at)
  return known
}
