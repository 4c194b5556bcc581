import { type Command, Option } from 'commander'
import { CliError, EXIT, type Exit } from './cli-error.ts'
import type { CliWorld } from './cli-world.ts'
import { findDevice } from './find-device.ts'
import { pathOf } from './measurements.ts'
import { printDownload, saveDownload } from './save-download.ts'
import { findServer } from './server.ts'

type Export = { from?: string; to?: string; tolerance?: string; format: string; out?: string }

/** `koppel device export`: everything measured as CSV, or the track as GPX or GeoJSON. @param finish takes the exit code */
export function measurementExport(device: Command, world: CliWorld, finish: (exit: Exit) => void): void {
  device
    .command('export')
    .description('Everything that was measured, as CSV, or the track, as GPX or GeoJSON.')
    .argument('<device>', 'id, IMEI or name')
    .addOption(new Option('--form, --format <format>', 'of the file').choices(['csv', 'gpx', 'geojson']).default('csv'))
    .option('--from <instant>', 'e.g. 2026-03-01T00:00:00Z; absent: 24 hours before --to')
    .option('--to <instant>', 'exclusive; absent: now')
    .option('--tolerance <metres>', 'GPX and GeoJSON: leave out what lies no farther from the line between neighbours')
    .option('--out <file>', 'where to; an existing file is not overwritten; absent: standard output')
    .action(async (wanted: string, { format, out, ...query }: Export) => {
      if (format === 'csv' && query.tolerance !== undefined)
        throw new CliError(EXIT.usage, '--tolerance is for GPX and GeoJSON: a CSV holds everything.')
      const server = findServer(world)
      const { id } = await findDevice(server, wanted)
      const { body } = await server.download(pathOf(id, `export.${format}`, query))
      if (!body) throw new CliError(EXIT.unreachable, 'The answer is empty.')
      if (out === undefined) await printDownload(world, body)
      else await saveDownload(world, out, body)
      finish(EXIT.done)
    })
}
