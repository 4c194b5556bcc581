import { mkdirSync, rmSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from '../rules/files.ts'
import { temporaryDirectory } from '../setup/temporary-directory.ts'
import { layOut, layPath, stages } from './dockerfile.ts'

/** What the image holds, laid out in a plain folder: its files, and the programs on its PATH. */
export type Image = {
  /** Stands for /app. */
  app: string
  /** Stands for the volumes. */
  volume(name: string): string
  /** With the image's own programs in front. */
  path: string
  leave(): void
}

/** Lays out the last stage of the Dockerfile. */
export function layImage(): Image {
  const home = temporaryDirectory()
  const app = join(home, 'app')
  layOut(stages().at(-1), app)
  layPath(app, join(home, 'bin'))
  return {
    app,
    volume(name) {
      mkdirSync(join(home, name), { recursive: true, mode: 0o700 })
      return join(home, name)
    },
    path: `${join(home, 'bin')}:/usr/bin:/bin`,
    leave: () => rmSync(home, { recursive: true, force: true, maxRetries: 3 }),
  }
}

/** Lays out what the first stage builds the console from; the packages of this repository stand for those that it installs. */
export function layBuild(): { folder: string; leave(): void } {
  const folder = temporaryDirectory()
  layOut(stages()[0], folder)
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'))
  return { folder, leave: () => rmSync(folder, { recursive: true, force: true }) }
}
