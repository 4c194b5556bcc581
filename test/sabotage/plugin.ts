import { relative } from 'node:path'
import type { Plugin } from 'vitest/config'
import { GUARANTEES } from './guarantees.ts'

/**
 * A build with one guarantee taken out, for tests that must then fail. @param name of the guarantee; undefined = nothing is changed
 * @throws Error when there is no such guarantee, or what is to be replaced does not stand in its file exactly once: then the sabotage is out of date
 */
export function sabotage(name: string | undefined): Plugin[] {
  if (name === undefined) return []
  const guarantee = GUARANTEES.find((one) => one.name === name)
  if (!guarantee) throw new Error(`no guarantee is called "${name}"`)
  return [
    {
      name: 'sabotage',
      enforce: 'pre',
      transform(code, id) {
        const file = relative(import.meta.dirname, id.split('?')[0] ?? '').replace('../../', '')
        let changed = code
        for (const edit of guarantee.edits) {
          if (edit.file !== file) continue
          if (changed.split(edit.out).length !== 2)
            throw new Error(`sabotage out of date: ${edit.file} does not hold "${edit.out}" once`)
          changed = changed.replace(edit.out, () => edit.in)
        }
        return changed === code ? null : { code: changed, map: null }
      },
    },
  ]
}
