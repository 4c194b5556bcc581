import { existsSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'vite'

const ROOT = join(import.meta.dirname, '../..')
const WEB = join(ROOT, 'web')
const DIST = join(WEB, 'dist')
const SOURCES = [
  join(WEB, 'src'),
  join(WEB, 'build'),
  join(WEB, 'public'),
  join(WEB, 'index.html'),
  join(WEB, 'vite.config.ts'),
  join(ROOT, 'texts'),
]

/** Vitest's global set-up: the house serves the built console, so a missing or outdated one is built first. */
export default async function setup(): Promise<void> {
  const built = join(DIST, 'index.html')
  if (existsSync(built) && Math.max(...SOURCES.map(newest_ms)) <= statSync(built).mtimeMs) return
  // Built beside it and moved: a house that runs meanwhile serves the old one until the new one is whole.
  const fresh = join(ROOT, 'node_modules', `.console-${process.pid}`)
  const old = `${fresh}-old`
  await build({ root: WEB, configFile: join(WEB, 'vite.config.ts'), logLevel: 'warn', build: { outDir: fresh } })
  if (existsSync(DIST)) renameSync(DIST, old)
  renameSync(fresh, DIST)
  rmSync(old, { recursive: true, force: true })
}

function newest_ms(path: string): number {
  const stat = statSync(path)
  if (!stat.isDirectory()) return stat.mtimeMs
  return Math.max(stat.mtimeMs, ...readdirSync(path).map((name) => newest_ms(join(path, name))))
}
