import { systemClock } from '../../src/std/clock.ts'

/** What InfluxDB takes best: 10,000 points a request and two requests under way. */
const POINTS = 10_000
const TOGETHER = 2
const DEVICES = 500
/** Made before the time is taken: 2.5 million points, 300 MB. */
const REQUESTS = 250

/** InfluxDB's own limit: as many fields as a report has, from line protocol that was made before. @returns points a second */
export async function fillInflux(url: string, database: string): Promise<number> {
  const clock = systemClock()
  const t0_ms = Math.floor(clock.now() / 1_000) * 1_000 - 86_000_000
  const bodies = Array.from({ length: REQUESTS }, (_, request) => Buffer.from(linesOf(request, t0_ms)))
  const began_ms = clock.monotonic()
  const worker = async (): Promise<void> => {
    for (let body = bodies.shift(); body; body = bodies.shift()) {
      const answer = await fetch(`${url}/write?db=${database}&precision=ms`, { method: 'POST', body })
      if (answer.status !== 204) throw new Error(`InfluxDB answered ${answer.status}`)
    }
  }
  await Promise.all(Array.from({ length: TOGETHER }, worker))
  return (REQUESTS * POINTS * 1_000) / (clock.monotonic() - began_ms)
}

/** Times rise within each device, as they do in reports. */
function linesOf(request: number, t0_ms: number): string {
  const lines = Array.from({ length: POINTS }, (_, at) => {
    const nth = request * POINTS + at
    const fields = 'lat=59.329323,lon=18.068581,acc=6.5,alt=28.4,spd=1.4,crs=271.5,bat=87.5,rssi=-91'
    return `telemetry,device=${nth % DEVICES} ${fields} ${t0_ms + Math.floor(nth / DEVICES) * 1_000}`
  })
  return lines.join('\n')
}
