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
  const tags = (): string[] =>
    readdirSync(dir)
      .filter((name) => name.endsWith('.json'))
      .map((name) => name.slice(0, -'.json'.length))
      .sort()
  const messages = (tag: string): Record<string, string> => JSON.parse(readFileSync(join(dir, `${tag}.json`), 'utf8'))

  return {
    name: 'koppel-languages',
    resolveId: (id) => (id === LIST || id.startsWith(ONE) ? `\0${id}` : null),
    load(id) {
      if (id === `\0${LIST}`) {
        const entries = tags().map((tag) => {
          this.addWatchFile(join(dir, `${tag}.json`))
          return `${JSON.stringify(tag)}: {
            name: ${JSON.stringify(messages(tag)['language.name'] ?? tag)},
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
