import type { Browser, Cancel } from '../browser.ts'
import { type Link, type LinkInput, NEW_LINK, nextLink, reopenDelay_ms } from './link.ts'

/** The part of EventSource that is used. */
export type Source = Pick<EventSource, 'readyState' | 'onopen' | 'onmessage' | 'onerror' | 'close'>

/** EventSource.CLOSED: the browser has given up, as it does on any answer but 200 with an event stream. */
const CLOSED = 2

export type FollowOptions = {
  open: () => Source
  clock: Pick<Browser, 'after'>
  /** One event's data. */
  onData: (data: string) => void
  onState: (state: Link['state']) => void
  /** Asks for the present state: when the stream opens (something may have happened before), and regularly. */
  poll: () => void
  /** How often to poll while the stream is live, and while it is not. */
  live_ms: number
  broken_ms: number
}

/** Follows a stream of Server-Sent Events, polls where the stream fails, and takes the stream up again. Call the answer to stop. */
export function followEvents(options: FollowOptions): Cancel {
  const { clock } = options
  let link = NEW_LINK
  let source: Source | null = null
  let cancelPoll: Cancel = () => undefined
  let cancelReopen: Cancel = () => undefined

  const armPoll = (): void => {
    cancelPoll()
    cancelPoll = clock.after(link.state === 'live' ? options.live_ms : options.broken_ms, () => {
      options.poll()
      armPoll()
    })
  }

  const step = (input: LinkInput): void => {
    const before = link.state
    link = nextLink(link, input)
    if (link.state === before) return
    options.onState(link.state)
    options.poll()
    armPoll()
  }

  const open = (): void => {
    const opened = options.open()
    source = opened
    opened.onopen = () => step('opened')
    opened.onmessage = (event) => options.onData(String(event.data))
    opened.onerror = () => {
      step('failed')
      if (opened.readyState !== CLOSED) return
      opened.close()
      cancelReopen()
      cancelReopen = clock.after(reopenDelay_ms(link), open)
    }
  }

  open()
  armPoll()
  return () => {
    cancelPoll()
    cancelReopen()
    source?.close()
  }
}
