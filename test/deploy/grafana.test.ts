import { expect, test } from 'vitest'
import { readYaml } from './compose.ts'
import { dashboards, filled, influxQueries, panelExpressions, targets } from './dashboards.ts'

const { datasources } = readYaml<{ datasources: { uid: string; type: string }[] }>(
  'deploy/grafana/provisioning/datasources/koppel.yml',
)
const sources = new Map(datasources.map(({ uid, type }) => [uid, type]))

test('the five dashboards have addresses that stay', () => {
  expect(dashboards.map(({ uid }) => uid).sort()).toEqual([
    'koppel-broker',
    'koppel-deliveries',
    'koppel-fleet',
    'koppel-ingest',
    'koppel-sims',
  ])
  expect(influxQueries.length).toBeGreaterThan(12)
  expect(panelExpressions.length).toBeGreaterThan(25)
})

test('every panel asks a data source that is provisioned, in its language', () => {
  for (const { name, target, panel } of targets) {
    for (const { uid, type } of [target.datasource, panel.datasource])
      expect([name, sources.get(uid)]).toEqual([name, type])
    const language = target.datasource.type === 'influxdb' ? 'query' : 'expr'
    expect([name, Object.keys(target)]).toEqual([name, expect.arrayContaining([language])])
  }
})

test('panels have names and places of their own', () => {
  for (const { panels } of dashboards) {
    expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length)
    expect(new Set(panels.map(({ title }) => title)).size).toBe(panels.length)
    const cells = panels.flatMap(({ gridPos: { x, y, w, h } }) => {
      expect(x + w).toBeLessThanOrEqual(24)
      return Array.from({ length: w * h }, (_, at) => `${x + (at % w)},${y + Math.floor(at / w)}`)
    })
    expect(new Set(cells).size).toBe(cells.length)
  }
})

test('nothing that Grafana fills in is left over', () => {
  const around = { from: 1, to: 2, interval: '10s', series: '.*' }
  for (const [name, query] of [...influxQueries, ...panelExpressions]) {
    expect([name, filled(query, around).replace('/^.*$/', '')]).toEqual([name, expect.not.stringContaining('$')])
  }
  for (const { templating } of dashboards) for (const { name } of templating.list) expect(name).toBe('series')
})
