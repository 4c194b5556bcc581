import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { ROOT } from '../rules/files.ts'

/** The part of a service of docker-compose.yml that the tests look at. */
export type Service = {
  build?: string
  image: string
  user: string
  command?: string[]
  entrypoint?: string[]
  environment?: Record<string, string>
  secrets?: string[]
  volumes?: string[]
  ports?: string[]
  networks: string[]
  depends_on?: Record<string, { condition: string }>
  healthcheck?: { test?: string[]; disable?: boolean }
  read_only: boolean
  security_opt: string[]
  cap_drop: string[]
  stop_grace_period: string
  profiles?: string[]
}

/** docker-compose.yml or an override of it, with merge keys followed. */
export type Compose = {
  services: Record<string, Service>
  volumes: Record<string, object>
  networks: Record<string, { internal?: boolean } | null>
  secrets: Record<string, { file: string }>
}

/** Reads a compose file with the variables given, and else their defaults (Compose Specification, "Interpolation": of strings, after YAML was read). */
export function readCompose(path: string, variables: Readonly<Record<string, string>> = {}): Compose {
  const interpolated = (_: string, value: unknown): unknown =>
    typeof value === 'string'
      ? value.replace(/\$\{(\w+)(?::-([^}]*))?\}/g, (_, name: string, other = '') => variables[name] || other)
      : value
  return JSON.parse(JSON.stringify(parse(readFileSync(join(ROOT, path), 'utf8'), { merge: true })), interpolated)
}

/** A file of `deploy/` that is YAML. */
export function readYaml<T>(path: string): T {
  return parse(readFileSync(join(ROOT, path), 'utf8')) as T
}
