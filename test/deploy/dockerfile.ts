import { cpSync, existsSync, linkSync, lstatSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { ROOT, repositoryPaths } from '../rules/files.ts'

/** One stage of the Dockerfile: what it begins from, and its instructions in order. */
export type Stage = { from: string; name: string | null; instructions: { word: string; rest: string }[] }

/** The stages of `Dockerfile`. */
export function stages(): Stage[] {
  const text = readFileSync(join(ROOT, 'Dockerfile'), 'utf8').replace(/^#.*\n/gm, '')
  const found: Stage[] = []
  for (const line of text
    .replace(/\\\n\s*/g, '')
    .split('\n')
    .filter(Boolean)) {
    const [, word = '', rest = ''] = /^([A-Z]+)\s+(.*)$/.exec(line) ?? []
    const [from = '', , name = null] = rest.split(/\s+/)
    if (word === 'FROM') found.push({ from, name, instructions: [] })
    else found.at(-1)?.instructions.push({ word, rest })
  }
  return found
}

/** The last one of its kind in the last stage, e.g. `ENTRYPOINT`. */
export function instruction(word: string): string {
  const found = stages()
    .at(-1)
    ?.instructions.findLast((one) => one.word === word)
  if (!found) throw new Error(`the image has no ${word}`)
  return found.rest
}

/** The command of an instruction in its exec form. @throws SyntaxError in the shell form, which no signal passes */
export function command(word: string): string[] {
  const rest = instruction(word)
  return JSON.parse(rest.slice(rest.indexOf('['))) as string[]
}

/** `ENV` of the image. */
export function environment(): Record<string, string> {
  return Object.fromEntries([...instruction('ENV').matchAll(/(\w+)=(\S+)/g)].map(([, name, value]) => [name, value]))
}

/** Whether `.dockerignore` lets a path of the repository into the build: the last pattern that fits it, or a folder above it, decides. */
export function isSent(path: string): boolean {
  const parts = path.split('/')
  const above = parts.map((_, at) => parts.slice(0, at + 1).join('/'))
  let sent = true
  for (const line of readFileSync(join(ROOT, '.dockerignore'), 'utf8').split('\n')) {
    if (line === '' || line.startsWith('#')) continue
    const pattern = line
      .replace(/^!/, '')
      .replace(/[.+]/g, '\\$&')
      .replace(/\*\*\/|\*/g, (stars) => (stars === '*' ? '[^/]*' : '(.*/)?'))
    if (above.some((one) => new RegExp(`^${pattern}$`).test(one))) sent = line.startsWith('!')
  }
  return sent
}

/** What a stage copies from the build's context or from another stage, as `[source, target]` relative to the working directory. */
export function copies(stage: Stage | undefined): { from: string | null; pairs: [string, string][] }[] {
  return (stage?.instructions ?? [])
    .filter(({ word }) => word === 'COPY')
    .map(({ rest }) => {
      const from = /^--from=(\w+)\s/.exec(rest)?.[1] ?? null
      const names = rest.replace(/^--\S+\s+/, '').split(/\s+/)
      const target = names.pop() ?? ''
      const into = target.endsWith('/')
      return {
        from,
        pairs: names.map((name): [string, string] => [
          name.replace(/^\/app\//, ''),
          into ? join(target, name) : target,
        ]),
      }
    })
}

/** Lays what a stage copies into a folder: files of the repository that `.dockerignore` lets through, and from the build stage its packages and the console. */
export function layOut(stage: Stage | undefined, folder: string): void {
  const sent = repositoryPaths().filter(isSent)
  for (const { from, pairs } of copies(stage)) {
    for (const [source, target] of pairs) {
      if (from !== null && source === 'node_modules') linkPackages(join(folder, target))
      else if (from !== null) cpSync(join(ROOT, source), join(folder, target), { recursive: true })
      else {
        const files = sent.filter((path) => path === source || path.startsWith(`${source}/`))
        if (files.length === 0) throw new Error(`the Dockerfile copies ${source}, which is not there`)
        for (const path of files) place(join(ROOT, path), join(folder, target + path.slice(source.length)))
      }
    }
  }
}

/** What `npm prune --omit=dev` leaves, by the lock file, less the folders that the build stage removes. */
function linkPackages(folder: string): void {
  const { packages } = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, { dev?: boolean }>
  }
  const removed = stages()
    .flatMap(({ instructions }) => instructions)
    .flatMap(({ rest }) => /rm -rf ([^&]*)/.exec(rest)?.[1]?.trim().split(/\s+/) ?? [])
  for (const [path, { dev }] of Object.entries(packages)) {
    if (path === '' || dev || removed.includes(path) || !existsSync(join(ROOT, path))) continue
    link(join(ROOT, path), join(folder, path.slice('node_modules/'.length)))
  }
}

/** Hard links for files, so that modules are found from where they stand here. Packages inside packages have lines of their own in the lock file. */
function link(from: string, to: string): void {
  mkdirSync(to, { recursive: true })
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    if (entry.name === 'node_modules') continue
    if (entry.isDirectory()) link(join(from, entry.name), join(to, entry.name))
    else if (entry.isFile()) place(join(from, entry.name), join(to, entry.name))
  }
}

function place(from: string, to: string): void {
  mkdirSync(dirname(to), { recursive: true })
  try {
    linkSync(from, to)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EXDEV') throw error
    cpSync(from, to)
  }
}

/** The programs that the image has on its PATH: Node, and what its `RUN ln -s` lines put beside it. */
export function layPath(app: string, folder: string): void {
  mkdirSync(folder, { recursive: true })
  symlinkSync(process.execPath, join(folder, 'node'))
  const run = (stages().at(-1)?.instructions ?? []).filter(({ word }) => word === 'RUN')
  for (const { rest } of run) {
    for (const [, target = '', name = ''] of rest.matchAll(/ln -s \/app\/(\S+) \/usr\/local\/bin\/(\S+)/g)) {
      if (!(lstatSync(join(app, target)).mode & 0o100)) throw new Error(`${target} may not be executed`)
      symlinkSync(join(app, target), join(folder, name))
    }
  }
}
