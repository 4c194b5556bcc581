import type { Listener } from './types.ts'
import { readUsers, type User } from './users.ts'

export type BrokerConfig = { listeners: Listener[]; users: User[]; logLevel: string }

type Env = Record<string, string | undefined>

const LOG_LEVELS = ['debug', 'info', 'warn', 'error', 'silent']

/**
 * Reads the environment of a broker that runs alone.
 * @param readText reads a file; throws when it cannot
 * @returns the configuration, or every fault found
 */
export function readConfig(env: Env, readText: (path: string) => string): BrokerConfig | { faults: string[] } {
  const faults: string[] = []
  const read = (name: string): string | undefined => {
    const path = env[name]
    if (!path) return undefined
    try {
      return readText(path)
    } catch (error) {
      faults.push(`${name}: ${error instanceof Error ? error.message : error}`)
      return ''
    }
  }
  const port = (name: string, usual?: number): number | undefined => {
    const text = env[name]
    if (text === undefined || text === '') return usual
    if (/^[0-9]{1,5}$/.test(text) && Number(text) < 65_536) return Number(text)
    faults.push(`${name}: not a port: ${text}`)
    return undefined
  }
  const host = env.KOPPEL_HOST || '127.0.0.1'
  const listeners: Listener[] = []
  const tcp = port('KOPPEL_MQTT_PORT', 1883)
  if (tcp !== undefined) listeners.push({ kind: 'tcp', host, port: tcp })
  const ws = port('KOPPEL_MQTT_WS_PORT')
  if (ws !== undefined) listeners.push({ kind: 'ws', host, port: ws })
  const tls = port('KOPPEL_MQTTS_PORT')
  const [cert, key, ca] = [read('KOPPEL_TLS_CERT'), read('KOPPEL_TLS_KEY'), read('KOPPEL_TLS_CA')]
  if (tls !== undefined) {
    if (cert === undefined || key === undefined)
      faults.push('KOPPEL_MQTTS_PORT needs KOPPEL_TLS_CERT and KOPPEL_TLS_KEY')
    else listeners.push({ kind: 'tls', host, port: tls, cert, key, ...(ca === undefined ? {} : { ca }) })
  }
  const logLevel = env.KOPPEL_LOG_LEVEL || 'info'
  if (!LOG_LEVELS.includes(logLevel)) faults.push(`KOPPEL_LOG_LEVEL: not one of ${LOG_LEVELS.join(', ')}: ${logLevel}`)
  const text = read('KOPPEL_BROKER_USERS')
  if (text === undefined) faults.push('KOPPEL_BROKER_USERS: the path of a password file is missing')
  const found = text ? readUsers(text) : { users: [] }
  if ('faults' in found) faults.push(...found.faults.map((fault) => `KOPPEL_BROKER_USERS: ${fault}`))
  return faults.length > 0 || 'faults' in found ? { faults } : { listeners, users: found.users, logLevel }
}
