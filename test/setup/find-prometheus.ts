import { execFileSync } from 'node:child_process'
import { installDebian, mayInstall } from './debian.ts'

const HOW = `The tests need Prometheus 2.40 or newer, of which they use promtool: promtool on the PATH.
  - Debian 12: sudo apt-get install prometheus     (its service is not used)
  - elsewhere: https://prometheus.io/download/`

/** `promtool`; as root on Debian the package is installed first. @throws Error that says exactly how to get it */
export function findPromtool(): string {
  if (isThere()) return 'promtool'
  if (!mayInstall()) throw new Error(HOW)
  process.stderr.write("Prometheus is missing: installing Debian's package prometheus (its service is not started)\n")
  try {
    installDebian(['prometheus'])
  } catch (cause) {
    throw new Error(`apt-get could not install prometheus.\n${HOW}`, { cause })
  }
  if (!isThere()) throw new Error(HOW)
  return 'promtool'
}

function isThere(): boolean {
  try {
    return /version (2\.[4-9]\d|[3-9])/.test(
      execFileSync('promtool', ['--version'], { encoding: 'utf8', stdio: 'pipe' }),
    )
  } catch {
    return false
  }
}
