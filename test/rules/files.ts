import { readdirSync, readFileSync } from 'node:fs'
import { join, relative, resolve, sep } from 'node:path'

/** Where the repository begins. */
export const ROOT = resolve(import.meta.dirname, '../..')

/** A file of the repository. `path` is relative to its root, with slashes. */
export type RepositoryFile = { path: string; text: string }

/** What `.gitignore` leaves out; the working tree is read rather than git, so that a file is judged before it is committed. */
const NOT_OURS = new Set(['.git', 'node_modules', 'data', 'dist', 'coverage', '.cache', '.vitest', '__pycache__'])
const NOT_TEXT = /\.(png|jpe?g|webp|ico|woff2?|db|gz|log)$|(^|\/)package-lock\.json$/
const CODE = /\.(ts|tsx|mjs|js)$/

/** Every file of the repository, sorted. */
export function repositoryPaths(root = ROOT): string[] {
  return walk(root)
    .map((file) => relative(root, file).split(sep).join('/'))
    .sort()
}

/** Every text file of the repository but the lock file, sorted by path. */
export function repositoryFiles(root = ROOT): RepositoryFile[] {
  return repositoryPaths(root)
    .filter((path) => !NOT_TEXT.test(path))
    .map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }))
}

function walk(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (NOT_OURS.has(entry.name)) return []
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return walk(path)
    return entry.isFile() ? [path] : []
  })
}

/** TypeScript or JavaScript, type declarations among them. */
export const isCode = (path: string): boolean => CODE.test(path)

/** Code that only tests run: it stands beside what it tests, or in `test/`. */
export const isTestCode = (path: string): boolean =>
  /^(test|bench|hardware-tests)\/|^vitest\.config\.ts$/.test(path) ||
  /\.test\.tsx?$|\/testing\/|\/contract\.ts$|\/arbitrary-[a-z-]+\.ts$/.test(path)
