import { MessageChannel } from 'node:worker_threads'

/** Keeps the process alive while no socket does: between two tries to connect there are only timers, which do not. Call what it returns to let go. */
export function holdOpen(): () => void {
  const { port1 } = new MessageChannel()
  port1.ref()
  return () => port1.close()
}
