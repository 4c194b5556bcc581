import { execFileSync, spawnSync } from 'node:child_process'
import { installDebian, mayInstall } from './debian.ts'

/** Programs that judge XML, by their Debian package. */
const PROGRAMS = { xmllint: 'libxml2-utils', xsltproc: 'xsltproc' } as const

/**
 * A program that judges XML; as root on Debian what is missing is installed first.
 * @throws Error that says exactly how to get it
 */
export function findXmlTool(name: keyof typeof PROGRAMS): string {
  if (present(name)) return name
  const how = `The tests of e-invoices need ${name}. Debian or Ubuntu: sudo apt-get install ${PROGRAMS[name]}`
  if (!mayInstall()) throw new Error(how)
  process.stderr.write(`${name} is missing: installing Debian's package\n`)
  try {
    installDebian([PROGRAMS[name]])
  } catch (cause) {
    throw new Error(`apt-get could not install it.\n${how}`, { cause })
  }
  if (!present(name)) throw new Error(how)
  return name
}

function present(name: string): boolean {
  return spawnSync(name, ['--version'], { stdio: 'ignore' }).error === undefined
}

/** What a schema finds wrong with a document; empty: nothing. */
export function schemaFaults(schema: string, xml: string): string {
  const { status, stderr } = spawnSync(findXmlTool('xmllint'), ['--noout', '--nonet', '--schema', schema, '-'], {
    input: xml,
    encoding: 'utf8',
  })
  return status === 0 ? '' : stderr
}

/** What a stylesheet makes of a document. */
export function transformed(stylesheet: string, xml: string): string {
  return execFileSync(findXmlTool('xsltproc'), ['--nonet', stylesheet, '-'], { input: xml, encoding: 'utf8' })
}
