import { execFileSync } from 'node:child_process'
import { installDebian, mayInstall } from './debian.ts'

const HOW = `The tests need InfluxDB 1.6 or newer of the 1.x line: influxd on the PATH.
  - Debian 12: sudo apt-get install influxdb     (its program is used; its own service is not)
  - elsewhere: https://docs.influxdata.com/influxdb/v1/introduction/install/`

/** `influxd`; as root on Debian the package is installed first. @throws Error that says exactly how to get it */
export function findInfluxd(): string {
  if (isThere()) return 'influxd'
  if (!mayInstall()) throw new Error(HOW)
  process.stderr.write("InfluxDB is missing: installing Debian's package influxdb (its service is not started)\n")
  try {
    installDebian(['influxdb'])
  } catch (cause) {
    throw new Error(`apt-get could not install influxdb.\n${HOW}`, { cause })
  }
  if (!isThere()) throw new Error(HOW)
  return 'influxd'
}

function isThere(): boolean {
  try {
    return /InfluxDB v?1\.\d+/.test(execFileSync('influxd', ['version'], { encoding: 'utf8', stdio: 'pipe' }))
  } catch {
    return false
  }
}
