import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chownSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Running } from './desk.ts'

/** The server ends when its standard input does, so that a killed test run leaves none behind. */
const GUARD = '"$@" <&- & server=$!; exec 2>&-; cat >/dev/null; kill -INT $server; wait $server'

/**
 * A server of our own in `directory`: reached over a socket there and on no port, without fsync, gone after `stop`.
 * @param bin directory of PostgreSQL's programs
 */
export async function runPostgres(bin: string, directory: string): Promise<Running> {
  const user = serverUser()
  const home = join(directory, 'server')
  mkdirSync(home, { mode: 0o700 })
  if (user) chownSync(home, user.uid, user.gid)
  const run = { ...user, cwd: home, env: { ...process.env, LC_ALL: 'C' } }
  const data = join(home, 'data')
  execFileSync(
    join(bin, 'initdb'),
    ['-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--no-locale', '--no-sync'],
    { ...run, stdio: 'pipe' },
  )
  const settings = { listen_addresses: '', fsync: 'off', full_page_writes: 'off', max_connections: '200' }
  const args = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  const server = spawn('sh', ['-c', GUARD, 'sh', join(bin, 'postgres'), '-D', data, '-k', home, ...args], {
    ...run,
    stdio: ['pipe', 'ignore', 'pipe'],
  })
  const ended = once(server, 'exit')
  const said: string[] = []
  const ready = new Promise<void>((resolve, reject) => {
    createInterface(server.stderr)
      .on('line', (line) => {
        if (said.length < 50) said.push(line)
        if (line.includes('ready to accept connections')) resolve()
      })
      .on('close', () => reject(new Error(`PostgreSQL did not start:\n${said.join('\n')}`)))
  })
  await ready
  return {
    url: `postgres://postgres@localhost/postgres?host=${encodeURIComponent(home)}`,
    async stop() {
      server.stdin.end()
      await ended
    },
  }
}

/** PostgreSQL refuses to run as root: then it runs as the user that its package made. */
function serverUser(): { uid: number; gid: number } | null {
  if (process.getuid?.() !== 0) return null
  const id = (flag: string): number => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }))
  return { uid: id('-u'), gid: id('-g') }
}
