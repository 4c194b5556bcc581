import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { installDebian, mayInstall } from './debian.ts'

/** Programs that speak to GSM modems, by their Debian package. */
const PROGRAMS = { gammu: ['gammu'], smstools: ['smsd', '/usr/sbin/smsd'] } as const

/**
 * A foreign SMS client; as root on Debian what is missing is installed first.
 * @returns the program's name or path. @throws Error that says exactly how to get it
 */
export function findSmsClient(name: keyof typeof PROGRAMS): string {
  const found = present(name)
  if (found) return found
  const how = `The tests of the simulated modem need ${name}. Debian or Ubuntu: sudo apt-get install ${name}`
  if (!mayInstall()) throw new Error(how)
  process.stderr.write(`${name} is missing: installing Debian's package\n`)
  try {
    installDebian([name])
  } catch (cause) {
    throw new Error(`apt-get could not install it.\n${how}`, { cause })
  }
  const fresh = present(name)
  if (!fresh) throw new Error(how)
  return fresh
}

function present(name: keyof typeof PROGRAMS): string | undefined {
  return PROGRAMS[name].find((program) => {
    if (program.startsWith('/')) return existsSync(program)
    try {
      execFileSync('sh', ['-c', 'command -v -- "$1"', 'sh', program], { stdio: 'ignore' })
      return true
    } catch {
      return false
    }
  })
}
