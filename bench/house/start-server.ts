import { join } from 'node:path'
import { startNode, type Told } from '../process/lines.ts'

const MAIN = join(import.meta.dirname, '../../bin/koppel.mjs')

/** `koppel serve` as an operator starts it, on any free ports. */
export type Server = Told & { mqttUrl: string; httpUrl: string }

/** Resolves at the line of its log that says `ready`. @throws Error when it ends first */
export async function startServer(dataDir: string): Promise<Server> {
  const told = startNode([MAIN, 'serve'], {
    KOPPEL_DATA_DIR: dataDir,
    KOPPEL_HOST: '127.0.0.1',
    KOPPEL_HTTP_PORT: '0',
    KOPPEL_MQTT_PORT: '0',
    KOPPEL_LOG_LEVEL: 'info',
  })
  const ready = await told.line((line) => (JSON.parse(line) as { what?: string }).what === 'ready')
  const { mqtt, http } = JSON.parse(ready) as { mqtt: string; http: string }
  return { ...told, mqttUrl: mqtt, httpUrl: http }
}
