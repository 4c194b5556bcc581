import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'vite'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { isCode, isTestCode, repositoryPaths } from '../rules/files.ts'
import { importsOf } from '../rules/imports.ts'
import { parse } from '../rules/source.ts'
import { isSent } from './dockerfile.ts'
import { type Image, layBuild, layImage } from './image.ts'

let image: Image
let files: string[] = []
beforeAll(() => {
  image = layImage()
  files = repositoryPaths(image.app)
})
afterAll(() => image.leave())

test('the image has every file that its code reaches for, and every package', () => {
  const held = new Set(files)
  const sources = files.filter((path) => isCode(path) && !path.startsWith('web/'))
  expect(sources.length).toBeGreaterThan(200)
  const missing = sources.flatMap((path) => {
    // A contract is run by tests alone, and brings vitest.
    if (isTestCode(path)) return []
    const wanted = importsOf(parse(path, readFileSync(join(image.app, path), 'utf8'))).filter((one) => !one.typeOnly)
    return wanted.flatMap(({ to, kind }) => {
      const name = to
        .split('/')
        .slice(0, to.startsWith('@') ? 2 : 1)
        .join('/')
      const there =
        kind === 'file' ? held.has(to) : to.startsWith('node:') || existsSync(join(image.app, 'node_modules', name))
      return there ? [] : [`${path} reaches for ${to}`]
    })
  })
  expect(missing).toEqual([])
})

test('the image has nothing that only development needs, and no second Node', () => {
  const packages = readdirSync(join(image.app, 'node_modules'))
  expect(packages).toEqual(expect.arrayContaining(['aedes', 'fastify', 'kysely', 'pg']))
  for (const name of ['vitest', 'typescript', 'vite', 'react', 'dclint', 'playwright-core'])
    expect(packages).not.toContain(name)
  expect(packages.filter((name) => /^node-(linux|darwin|win)-/.test(name))).toEqual([])
  expect(files.filter((path) => /\.test\.tsx?$/.test(path))).toEqual([])
  expect(files).toContain('texts/sv.json')
  expect(readdirSync(join(image.app, 'web/dist'))).toContain('index.html')
})

test('secrets, data and what was built here stay out of the build', () => {
  for (const path of [
    'deploy/secrets/koppel_secret',
    'data/secret',
    '.env',
    'node_modules/pg/package.json',
    'web/dist/index.html',
    '.git/config',
  ])
    expect([path, isSent(path)]).toEqual([path, false])
  for (const path of ['package-lock.json', 'web/src/main.tsx', 'deploy/simulator.sh', 'src/main.ts'])
    expect([path, isSent(path)]).toEqual([path, true])
})

test('the first stage copies all that the console is built from', async () => {
  const { folder, leave } = layBuild()
  try {
    const web = join(folder, 'web')
    expect(existsSync(join(web, 'dist'))).toBe(false)
    await build({ root: web, configFile: join(web, 'vite.config.ts'), logLevel: 'silent' })
    expect(readFileSync(join(web, 'dist/index.html'), 'utf8')).toContain('<script type="module"')
  } finally {
    leave()
  }
})
