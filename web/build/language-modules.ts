import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Plugin } from 'vite'

const LIST = 'virtual:languages'
const ONE = 'virtual:language/'

/**
 * Gives the console the files of `texts/`: `virtual:languages` lists them with their own names, and each is a chunk of its own that is
 * loaded when that language is chosen. The texts of problems stay out: the server sends them ready to show.
 */
export function languageModules(dir: string): Plugin {
  const tags = (of: string): string[] =>
    readdirSync(of)
      .filter((name) => name.endsWith('.json'))
      .map((name) => name.slice(0, -'.json'.length))
      .sort()
  const visitors = join(dir, 'visitors')
  const read = (file: string): Record<string, string> => JSON.parse(readFileSync(file, 'utf8'))
  const fileOf = (tag: string): string =>
    tags(dir).includes(tag) ? join(dir, `${tag}.json`) : join(visitors, `${tag}.json`)
  /** What a language for visitors does not say is said in English. */
  const messages = (tag: string): Record<string, string> =>
    tags(dir).includes(tag) ? read(fileOf(tag)) : { ...read(join(dir, 'en.json')), ...read(fileOf(tag)) }

  return {
    name: 'koppel-languages',
    resolveId: (id) => (id === LIST || id.startsWith(ONE) ? `\0${id}` : null),
    load(id) {
      if (id === `\0${LIST}`) {
        const entries = [...new Set([...tags(dir), ...tags(visitors)])].sort().map((tag) => {
          this.addWatchFile(fileOf(tag))
          return `${JSON.stringify(tag)}: {
            name: ${JSON.stringify(messages(tag)['language.name'] ?? tag)},
            visitors: ${!tags(dir).includes(tag)},
            load: () => import(${JSON.stringify(ONE + tag)}).then((module) => module.default),
          }`
        })
        return `export const languages = {${entries.join(',')}}`
      }
      if (!id.startsWith(`\0${ONE}`)) return null
      const shown = Object.entries(messages(id.slice(ONE.length + 1))).filter(([key]) => !key.startsWith('problem.'))
      return `export default ${JSON.stringify(Object.fromEntries(shown))}`
    },
  }
}
