import { backoff_ms } from '../std/backoff.ts'
import { wait } from '../std/clock.ts'
import type { Link, Wire } from '../std/mqtt/wire.ts'
import type { World } from '../std/world.ts'
import { DRAIN_MS_MAX, KEEP_ALIVE_S, RECONNECT_FIRST_MS, RECONNECT_MOST_MS, SUBACK_WAIT_MS } from './limits.ts'
import { publishSoon, type Uplinks } from './uplinks.ts'

/** What a dongle's connection to the backend is kept with. */
export type ConnectionOptions = {
  caratId: string
  /** The device's secret, 43 characters base64url. */
  secret: string
  wire: Wire
  world: World
  uplinks: Uplinks
  onCommand(payload: Uint8Array): void
  onUp(): void
  /** @param why in a few words; not called for an end that was asked for */
  onDown(why: string): void
}

/** A dongle's connection, made again whenever it is lost. */
export type Connection = {
  /** The dongle is gone: the broker publishes its will. */
  cut(): Promise<void>
  /** The bridge goes: what waits is sent, for as long as it may take, and the dongle shows itself offline. */
  leave(): Promise<void>
}

/** Connects for a dongle, as docs/protocol/collar.md §1 says: subscribe, then `online`, then everything else. */
export function keepConnected(options: ConnectionOptions): Connection {
  const { caratId, world, uplinks } = options
  const ended = new AbortController()
  let live: Link | null = null
  let failures = 0

  const once = async (): Promise<never> => {
    const link = await options.wire.connect(introduction(options))
    live = link
    try {
      ended.signal.throwIfAborted()
      await subscribeSoon(link)
      await publishSoon(world.clock, link, onlineTopic(caratId), Buffer.from('1'), true)
      failures = 0
      options.onUp()
      return await uplinks.sendOn(link)
    } finally {
      live = null
      link.cut()
    }
  }
  const subscribeSoon = async (link: Link): Promise<void> => {
    const giveUp = world.clock.after(SUBACK_WAIT_MS, () => link.cut())
    const topic = `v1/dongles/${caratId}/command`
    await link.subscribe(topic, async ({ payload }) => options.onCommand(payload)).finally(giveUp)
  }
  const run = async (): Promise<void> => {
    while (!ended.signal.aborted) {
      try {
        await once()
      } catch (error) {
        if (ended.signal.aborted) return
        options.onDown(error instanceof Error ? error.message : String(error))
      }
      const wait_ms = backoff_ms(world.random, failures++, RECONNECT_FIRST_MS, RECONNECT_MOST_MS)
      await wait(world.clock, wait_ms, ended.signal).catch(() => {})
    }
  }
  const running = run()
  const cut = async (): Promise<void> => {
    ended.abort(new Error('the dongle is gone'))
    live?.cut()
    await running
  }
  return {
    cut,
    async leave() {
      const link = live
      if (!link) return cut()
      const done = new AbortController()
      const late = wait(world.clock, DRAIN_MS_MAX, done.signal).catch(() => {})
      await Promise.race([uplinks.empty(), late, link.closed])
      const farewell = publishSoon(world.clock, link, onlineTopic(caratId), Buffer.from('0'), true)
      await Promise.race([farewell.catch(() => {}), late])
      ended.abort(new Error('the bridge goes'))
      await Promise.race([link.close(), late])
      done.abort(new Error('left'))
      await cut()
    },
  }
}

function introduction({ caratId, secret }: ConnectionOptions) {
  const will = { topic: onlineTopic(caratId), payload: Buffer.from('0'), qos: 1 as const, retain: true }
  return { clientId: caratId, username: caratId, password: secret, will, keepAlive_s: KEEP_ALIVE_S }
}

function onlineTopic(caratId: string): string {
  return `v1/dongles/${caratId}/online`
}
