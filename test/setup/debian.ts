import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** `policy-rc.d` answering 101 keeps packages from starting services (Debian Policy §9.3.3). */
const INSTALL = `set -e
policy=/usr/sbin/policy-rc.d
if [ ! -e $policy ]; then
  trap 'rm -f $policy' EXIT
  printf '#!/bin/sh\\nexit 101\\n' >$policy
  chmod 755 $policy
fi
apt-get -qq update
apt-get -qq install -y --no-install-recommends "$@"`

/** True where missing packages may simply be installed: Debian or a relative, as root. */
export function mayInstall(): boolean {
  return process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')
}

/**
 * Installs Debian packages without starting their services. Test files run side by side and apt refuses a second at once, so one waits
 * for the other.
 * @throws Error with what apt-get says
 */
export function installDebian(packages: readonly string[]): void {
  const lock = join(tmpdir(), 'koppel-apt.lock')
  execFileSync('flock', [lock, 'sh', '-c', INSTALL, 'sh', ...packages], {
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
}
