import type { Command } from 'commander'
import type { DeviceRunwayBody, RunwayBody } from '../http/runway-schemas.ts'
import { loadTexts } from '../std/texts.ts'
import { EXIT, type Exit } from './cli-error.ts'
import type { CliWorld } from './cli-world.ts'
import { findDevice } from './find-device.ts'
import { languageTag } from './language.ts'
import { findServer } from './server.ts'
import { type Speech, speechIn } from './show.ts'

/** `koppel device runway`. @param finish takes the exit code */
export function runwayCommand(device: Command, world: CliWorld, finish: (exit: Exit) => void): void {
  device
    .command('runway')
    .description('When the SIM and the battery of a collar run out, by its own use.')
    .argument('<device>', 'id, IMEI or name')
    .option('--json', 'as JSON')
    .action(async (wanted: string, { json }: { json?: true }) => {
      const server = findServer(world)
      const { id } = await findDevice(server, wanted)
      const runway = await server.ask<DeviceRunwayBody>('GET', `/api/v1/devices/${id}/runway`)
      const speech = speechIn(loadTexts(world.textsDir), languageTag(world.env))
      if (json) world.out(`${JSON.stringify(runway)}\n`)
      else world.out(runwayText('sim', runway.sim, speech) + runwayText('battery', runway.battery, speech))
      finish(EXIT.done)
    })
}

function runwayText(of: 'sim' | 'battery', runway: RunwayBody | undefined, { text }: Speech): string {
  if (!runway) return ''
  const { state, why, knownSteps = 0, neededSteps = 0, asOf = '', at = '', horizon = '' } = runway
  const { measuredWithin = 0, measuredErrorHours = 0 } = runway
  const title = text(`console.runway.${of}`)
  if (state === 'unknown') {
    return `${title}: ${text(`console.runway.${why}.${of}`, { known: knownSteps, needed: neededSteps })}\n`
  }
  if (state !== 'forecast') return `${title}: ${text(`console.runway.${state}.${of}`, { when: at || asOf })}\n`
  const later = `> ${horizon}`
  const { p10 = later, p50 = later, p90 = later } = runway
  const measured = text('console.runway.measured', { tenths: Math.round(10 * measuredWithin) })
  const off = of === 'sim' ? measuredErrorHours / 24 : measuredErrorHours
  const error = text(`console.runway.error.${of}`, { off: Math.max(1, Math.round(off)) })
  const why50 = text(`console.runway.by.${runway.by}.${of}`)
  return `${title}: P10 ${p10}  P50 ${p50}  P90 ${p90}\n  ${why50} ${measured} ${error}\n`
}
