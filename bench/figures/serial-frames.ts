import { constants, openSync, writeSync } from 'node:fs'
import { ReadStream } from 'node:tty'
import { dongleOn } from '../../src/serial/dongle/session.ts'
import { systemBinding } from '../../src/serial/port/binding.ts'
import { openPort } from '../../src/serial/port/open.ts'
import { systemClock } from '../../src/std/clock.ts'
import { systemRandom } from '../../src/std/random.ts'
import { type Figure, figure } from '../figure.ts'
import { rounds } from '../measure/rounds.ts'
import type { FarEnd } from '../peers/pty-process.ts'
import { startChild } from '../process/child.ts'

const ROUND_TRIPS = 2_000
/** STATUS is 8 bytes on the line and its answer 32: 20 each way on an echo. */
const ECHO_BYTES = 20
const clock = systemClock()

/** Frames a second of a session on a real port, one request under way as the protocol has it; beside it the same round trips as bare bytes on a bare pseudoterminal. */
export async function serialFramesFigures(): Promise<Figure[]> {
  const farEnds = startChild(new URL('../peers/pty-process.ts', import.meta.url))
  const path = async (end: FarEnd): Promise<string> => (await farEnds.ask<{ path: string }>({ end })).path
  const echo = openEcho(await path('echo'))
  const line = await openPort(await systemBinding(), { kind: 'path', path: await path('dongle') }, clock)
  const dongle = dongleOn(line, { clock, random: systemRandom() })
  try {
    const rate = await rounds({
      frames: () =>
        perSecond(async () => {
          const { kind } = await dongle.status()
          if (kind !== 'ok') throw new Error(`STATUS is answered ${kind}`)
        }),
      echo: () => perSecond(echo.once),
    })
    return [
      figure('serial-frames', 'frames/s', {
        value: 2 * rate.frames,
        peer: { name: 'bytes on the bare pseudoterminal, 2 a round trip', value: 2 * rate.echo },
      }),
    ]
  } finally {
    await dongle.close()
    echo.close()
    await farEnds.stop()
  }
}

async function perSecond(roundTrip: () => Promise<void>): Promise<number> {
  const started_ms = clock.monotonic()
  for (let n = 0; n < ROUND_TRIPS; n++) await roundTrip()
  return (ROUND_TRIPS * 1_000) / (clock.monotonic() - started_ms)
}

/** The pseudoterminal by Node's own reading and writing, with nothing of ours in between. */
function openEcho(path: string): { once(): Promise<void>; close(): void } {
  const fd = openSync(path, constants.O_RDWR | constants.O_NOCTTY)
  const stream = new ReadStream(fd)
  const message = Buffer.alloc(ECHO_BYTES, 1)
  let missing = 0
  let back: () => void = () => {}
  stream.on('data', (bytes: Buffer) => {
    missing -= bytes.length
    if (missing <= 0) back()
  })
  return {
    async once() {
      missing = ECHO_BYTES
      const answered = new Promise<void>((resolve) => {
        back = resolve
      })
      writeSync(fd, message)
      await answered
    },
    close: () => stream.destroy(),
  }
}
