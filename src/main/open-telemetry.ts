import type { Config } from '../config.ts'
import type { World } from '../std/world.ts'
import { openEmbeddedTelemetry } from '../telemetry/embedded.ts'
import { openInfluxTelemetry } from '../telemetry/influx/open.ts'
import type { InfluxTally } from '../telemetry/influx/writer.ts'
import type { TelemetryStore } from '../telemetry/telemetry.ts'
import type { DataDir } from './data-dir.ts'

/** The telemetry of a configuration: in InfluxDB when one is named, else in a file of the data directory, which InfluxDB has beside it too. */
export function openTelemetry(
  influx: Config['influx'],
  dir: DataDir,
  world: World,
  tally: InfluxTally,
): Promise<TelemetryStore> {
  const file = dir.file('telemetry.db')
  if (influx === null) return openEmbeddedTelemetry({ file, world })
  return openInfluxTelemetry({ place: influx, beside: { file }, world, fetch, tally })
}
