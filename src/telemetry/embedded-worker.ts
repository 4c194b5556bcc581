import { parentPort, workerData } from 'node:worker_threads'
import { openTelemetryCore } from './embedded-core.ts'
import { asCoreFault, callCore } from './embedded-line.ts'
import { OPENED, type WorkerAnswer, type WorkerRequest } from './embedded-messages.ts'

/** Runs one core in a thread of its own, so that checkpoints and long reads never stop the house. */

const port = parentPort
if (!port) throw new Error('the telemetry worker runs in a worker thread only')
const answer = (message: WorkerAnswer): void => port.postMessage(message)

function attempt(id: number, act: () => unknown): void {
  try {
    answer({ id, ok: true, value: act() })
  } catch (thrown) {
    const { kind, message } = asCoreFault(thrown)
    answer({ id, ok: false, kind, message })
  }
}

attempt(OPENED, () => {
  const core = openTelemetryCore((workerData as { file: string }).file)
  port.on('message', ({ id, name, args }: WorkerRequest) => {
    if (name !== 'close') return attempt(id, () => callCore(core, name, args))
    attempt(id, () => core.close())
    port.close()
  })
})
