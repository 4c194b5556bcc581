import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from '../rules/files.ts'
import { readYaml } from './compose.ts'

const FOLDER = join(ROOT, 'deploy/grafana/dashboards')

/** A dashboard as Grafana reads it. */
export type Dashboard = {
  uid: string
  title: string
  templating: { list: { name: string; datasource: Source; query: string }[] }
  panels: Panel[]
}
type Source = { type: string; uid: string }
type Panel = { id: number; title: string; type: string; datasource: Source; gridPos: Place; targets: Target[] }
type Place = { x: number; y: number; w: number; h: number }
type Target = { datasource: Source; query?: string; expr?: string; resultFormat?: string }

/** Every dashboard that is provisioned. */
export const dashboards: readonly Dashboard[] = readdirSync(FOLDER).map((name) =>
  JSON.parse(readFileSync(join(FOLDER, name), 'utf8')),
)

/** Every target of every panel, with the words that name it. */
export const targets = dashboards.flatMap(({ title, panels }) =>
  panels.flatMap((panel) => panel.targets.map((target) => ({ name: `${title}: ${panel.title}`, target, panel }))),
)

/** Every InfluxQL query of a panel. */
export const influxQueries = targets.flatMap(({ name, target }) =>
  target.query ? [[name, target.query] as const] : [],
)

/** Every PromQL expression of a panel. */
export const panelExpressions = targets.flatMap(({ name, target }) =>
  target.expr ? [[name, target.expr] as const] : [],
)

type Rules = { groups: { rules: { alert: string; expr: string }[] }[] }

/** Every PromQL expression of an alert. */
export const alertExpressions = readYaml<Rules>('deploy/prometheus/alerts.yml').groups.flatMap(({ rules }) =>
  rules.map(({ alert, expr }) => [alert, expr] as const),
)

/** Fills in what Grafana fills in before it asks: https://grafana.com/docs/grafana/latest/datasources/influxdb/template-variables/ */
export function filled(query: string, around: { from: number; to: number; interval: string; series: string }): string {
  return query
    .replaceAll('$timeFilter', `time >= ${around.from}ms and time <= ${around.to}ms`)
    .replaceAll('$__interval_ms', String(Number.parseInt(around.interval, 10) * 1_000))
    .replaceAll('$__interval', around.interval)
    .replaceAll('$__rate_interval', '1m')
    .replaceAll('$series', around.series)
}
