import { relative } from 'node:path'
import type { Plugin } from 'vitest/config'
import type { Guarantee } from './guarantee.ts'
import { GUARANTEES } from './guarantees.ts'

/** @throws Error when there is no such guarantee */
export function guaranteeCalled(name: string): Guarantee {
  const guarantee = GUARANTEES.find((one) => one.name === name)
  if (!guarantee) throw new Error(`no guarantee is called "${name}"`)
  return guarantee
}

/**
 * A build with one guarantee taken out, for tests that must then fail; a file is refused when what is to be replaced does not stand in it
 * exactly once: then the sabotage is out of date. @param taken the guarantee that is out just now; null = nothing is changed
 */
export function sabotage(taken: () => Guarantee | null): Plugin {
  return {
    name: 'sabotage',
    enforce: 'pre',
    transform(code, id) {
      const file = relative(import.meta.dirname, id.split('?')[0] ?? '').replace('../../', '')
      let changed = code
      for (const edit of taken()?.edits ?? []) {
        if (edit.file !== file) continue
        if (changed.split(edit.out).length !== 2)
          throw new Error(`sabotage out of date: ${edit.file} does not hold "${edit.out}" once`)
        changed = changed.replace(edit.out, () => edit.in)
      }
      return changed === code ? null : { code: changed, map: null }
    },
  }
}
