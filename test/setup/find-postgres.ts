import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { installDebian, mayInstall } from './debian.ts'

const ROOT = '/usr/lib/postgresql'
const OLDEST_VERSION = 15

const HOW = `The tests need PostgreSQL ${OLDEST_VERSION} or newer. One of:
  - a server of your own, whose user may create databases: KOPPEL_TEST_POSTGRES_URL=postgres://user:password@host:5432/postgres
  - Debian or Ubuntu: sudo apt-get install postgresql     (its programs are used; its own server is not)
  - elsewhere: put initdb and postgres on the PATH`

/** Where `initdb` and `postgres` are; as root on Debian the package is installed first. @throws Error that says exactly how to get it */
export async function findPostgres(): Promise<string> {
  const found = installed() ?? onPath()
  if (found) return found
  if (mayInstall()) {
    install()
    const fresh = installed()
    if (fresh) return fresh
  }
  throw new Error(HOW)
}

/** Debian's place; the newest version that is new enough. */
function installed(): string | null {
  if (!existsSync(ROOT)) return null
  const versions = readdirSync(ROOT)
    .map(Number)
    .filter((version) => version >= OLDEST_VERSION && existsSync(join(ROOT, String(version), 'bin/initdb')))
  return versions.length > 0 ? join(ROOT, String(Math.max(...versions)), 'bin') : null
}

function onPath(): string | null {
  for (const directory of (process.env.PATH ?? '').split(':')) {
    if (!directory || !existsSync(join(directory, 'initdb')) || !existsSync(join(directory, 'postgres'))) continue
    const said = execFileSync(join(directory, 'postgres'), ['--version'], { encoding: 'utf8' })
    if (Number(/ (\d+)/.exec(said)?.[1]) >= OLDEST_VERSION) return directory
  }
  return null
}

function install(): void {
  process.stderr.write("PostgreSQL is missing: installing Debian's package postgresql (its service is not started)\n")
  try {
    installDebian(['postgresql'])
  } catch (cause) {
    throw new Error(`apt-get could not install postgresql.\n${HOW}`, { cause })
  }
}
