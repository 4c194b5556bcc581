import { ANSWER, frameBytes, requestReader } from '../../firmware-sim/dongle/codec/frame.ts'
import type { SimLine } from '../../firmware-sim/line.ts'
import { openPty } from '../../firmware-sim/pty.ts'
import { systemClock } from '../../src/std/clock.ts'
import { silent } from '../../src/std/log.ts'
import { answerAsks } from '../process/answer.ts'

/** The far ends of pseudoterminals: `echo` gives every byte back and `dongle` answers HELLO and STATUS as a dongle does. */
export type FarEnd = 'echo' | 'dongle'

const HELLO = 0x01
/** Version, nonce, then session, boot and a firmware without a name. */
const hello = (payload: Uint8Array): Uint8Array => Buffer.concat([Uint8Array.of(0), payload, new Uint8Array(9)])
const STATUS = new Uint8Array(24)

const ends: Record<FarEnd, (line: SimLine) => void> = {
  echo: (line) => line.onBytes((bytes) => void line.write(bytes)),
  dongle(line) {
    const take = requestReader(({ sequence, command, payload }) => {
      const answer = command === HELLO ? hello(payload) : STATUS
      void line.write(frameBytes({ type: ANSWER, sequence, command, payload: answer }))
    })
    line.onBytes(take)
  },
}

answerAsks(async ({ end }: { end: FarEnd }) => {
  const pty = await openPty({ clock: systemClock(), log: silent })
  ends[end](pty)
  return { path: pty.path }
})
