import { execFileSync } from 'node:child_process'
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { stringify } from 'yaml'
import { ROOT } from '../rules/files.ts'
import { findPromtool } from '../setup/find-prometheus.ts'
import { temporaryDirectory } from '../setup/temporary-directory.ts'
import { filled, panelExpressions } from './dashboards.ts'

let promtool = ''
let folder = ''
beforeAll(() => {
  promtool = findPromtool()
  folder = temporaryDirectory()
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const run = (...argv: string[]): string =>
  execFileSync(promtool, argv, { cwd: join(ROOT, 'deploy/prometheus'), encoding: 'utf8', stdio: 'pipe' })

test('Prometheus takes its configuration and the alerts', () => {
  expect(run('check', 'config', 'prometheus.yml')).toContain('SUCCESS')
  expect(run('check', 'rules', 'alerts.yml')).toContain('19 rules found')
})

test('the alerts are silent while all is well, and fire when it is not', () => {
  expect(run('test', 'rules', 'alerts.test.yml')).toContain('SUCCESS')
})

test('every panel asks in PromQL', () => {
  const file = join(folder, 'panels.yml')
  const around = { from: 0, to: 0, interval: '15s', series: '' }
  const rules = panelExpressions.map(([, expr], at) => ({ record: `panel:${at}`, expr: filled(expr, around) }))
  writeFileSync(file, stringify({ groups: [{ name: 'panels', rules }] }))
  expect(run('check', 'rules', file)).toContain(`${rules.length} rules found`)
  writeFileSync(file, stringify({ groups: [{ name: 'panels', rules: [{ record: 'panel:x', expr: 'sum by (kind' }] }] }))
  expect(() => run('check', 'rules', file)).toThrow()
})
