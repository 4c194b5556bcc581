import { execFileSync } from 'node:child_process'
import { installDebian, mayInstall } from './debian.ts'

const PACKAGES = ['python3', 'python3-paho-mqtt', 'python3-cryptography']

const HOW = `The tests of the example collar need Python 3.9 or newer with paho-mqtt and cryptography. One of:
  - Debian or Ubuntu: sudo apt-get install ${PACKAGES.join(' ')}
  - elsewhere: python3 -m venv venv && venv/bin/pip install paho-mqtt cryptography
    and KOPPEL_TEST_PYTHON=venv/bin/python`

/**
 * A Python that can run `docs/protocol/examples`; as root on Debian what is missing is installed first.
 * @returns the interpreter's path or name @throws Error that says exactly how to get it
 */
export function findPython(): string {
  const given = process.env.KOPPEL_TEST_PYTHON
  if (given) {
    if (fits(given)) return given
    throw new Error(`KOPPEL_TEST_PYTHON=${given} cannot import them.\n${HOW}`)
  }
  const found = present()
  if (found) return found
  if (mayInstall()) {
    process.stderr.write(`Python or its packages are missing: installing Debian's ${PACKAGES.join(', ')}\n`)
    try {
      installDebian(PACKAGES)
    } catch (cause) {
      throw new Error(`apt-get could not install them.\n${HOW}`, { cause })
    }
    const fresh = present()
    if (fresh) return fresh
  }
  throw new Error(HOW)
}

/** Debian's own interpreter as well as the first on the PATH: the packages belong to one of them. */
function present(): string | undefined {
  return ['python3', '/usr/bin/python3'].find(fits)
}

function fits(python: string): boolean {
  const wants = 'import sys, paho.mqtt.client, cryptography; sys.exit(sys.version_info < (3, 9))'
  try {
    execFileSync(python, ['-c', wants], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}
