import { backoff_ms } from '../../src/std/backoff.ts'
import type { Cancel } from '../../src/std/clock.ts'
import type { World } from '../../src/std/world.ts'
import type { CollarIdentity } from '../identity.ts'
import type { ConnectOptions, Downlink, Link, Wire } from '../wire.ts'

/** Collar protocol §1. */
const BACKOFF_FIRST_MS = 1_000
const BACKOFF_MOST_MS = 300_000
/** Online for so long, it was a connection: one that is accepted and dropped at once is a failure like one that is refused, or a broker in trouble would be asked every second. */
const SETTLED_AFTER_MS = 30_000

export type SessionOptions = {
  identity: CollarIdentity
  world: World
  wire: Wire
  keepAlive_s: number
  /** From CONNACK until the PUBACK of `online`. */
  setup_timeout_ms: number
  onCommand: (message: Downlink) => Promise<void>
  /** Subscribed and shown online: everything else may go up. */
  onUp: (link: Link) => void
  onDown: (reason: string) => void
}

/** Keeps one connection alive while there are power and coverage. */
export type Session = {
  coverage(covered: boolean): void
  /** Drops the connection; the next one comes after the back-off. */
  reconnect(): void
  readonly connected: boolean
  /** Gone without a goodbye, for good. */
  cut(): void
  /** Says goodbye and shows itself offline, for good. */
  close(): Promise<void>
}

/** Connects, and again after each loss, for as long as it is not stopped. @param covered whether there is coverage to begin with */
export function startSession(options: SessionOptions, covered: boolean): Session {
  const { identity, world, wire } = options
  let [alive, up] = [true, false]
  let link: Link | null = null
  let failures = 0
  let unsettle: Cancel = () => {}
  /** Grows at every loss of coverage or power: whoever waited through one is out of date. */
  let era = 0

  const connect = async (began: number): Promise<void> => {
    let fresh: Link | null = null
    let reason: string
    try {
      fresh = await wire.connect(introduction(options))
      if (began !== era) return fresh.cut()
      link = fresh
      await showOnline(fresh, options)
      if (began === era) rise(fresh)
      reason = await fresh.closed
    } catch (error) {
      reason = error instanceof Error ? error.message : String(error)
      fresh?.cut()
    }
    if (began !== era) return
    link = null
    fall(reason)
    world.log.debug({ imei: identity.imei, reason }, 'collar not connected')
    const wait_ms = backoff_ms(world.random, failures++, BACKOFF_FIRST_MS, BACKOFF_MOST_MS)
    world.clock.after(wait_ms, () => began === era && begin())
  }
  const begin = (): void => {
    connect(era).catch((error: unknown) => {
      world.log.error({ imei: identity.imei, error: String(error) }, 'collar session failed')
    })
  }
  const rise = (fresh: Link): void => {
    unsettle = world.clock.after(SETTLED_AFTER_MS, () => {
      failures = 0
    })
    up = true
    options.onUp(fresh)
  }
  const fall = (reason: string): void => {
    unsettle()
    if (up) options.onDown(reason)
    up = false
  }
  const drop = (reason: string): void => {
    era++
    failures = 0
    link?.cut()
    link = null
    fall(reason)
  }

  if (covered) begin()
  return {
    coverage(now) {
      drop('coverage')
      if (now && alive) begin()
    },
    reconnect: () => link?.cut(),
    get connected() {
      return up
    },
    cut() {
      alive = false
      drop('power')
    },
    async close() {
      alive = false
      const last = link
      if (last && up) await showOffline(last, options)
      era++
      await last?.close()
      link = null
      fall('closed')
    },
  }
}

function introduction({ identity, keepAlive_s }: SessionOptions): ConnectOptions {
  const { imei, secret } = identity
  const will = { topic: `v1/collars/${imei}/online`, payload: Buffer.from('0'), qos: 1 as const, retain: true }
  return { clientId: imei, username: imei, password: secret, will, keepAlive_s }
}

/** In the order of collar protocol §1: subscribe, then `online`; everything else comes after. */
async function showOnline(link: Link, options: SessionOptions): Promise<void> {
  const own = `v1/collars/${options.identity.imei}`
  await within(link, options, async () => {
    await link.subscribe(`${own}/command`, options.onCommand)
    await link.publish(`${own}/online`, Buffer.from('1'), { qos: 1, retain: true })
  })
}

/** A clean DISCONNECT discards the will (MQTT 3.1.1 §3.14.4), so the collar says itself what the will would have said. */
async function showOffline(link: Link, options: SessionOptions): Promise<void> {
  const topic = `v1/collars/${options.identity.imei}/online`
  const said = within(link, options, () => link.publish(topic, Buffer.from('0'), { qos: 1, retain: true }))
  // The connection may go first: then the will says it.
  await said.catch(() => {})
}

/** Cuts a link on which the act does not come to its end, which ends the act. */
async function within(
  link: Link,
  { world, setup_timeout_ms }: SessionOptions,
  act: () => Promise<void>,
): Promise<void> {
  const giveUp = world.clock.after(setup_timeout_ms, () => link.cut())
  await act().finally(giveUp)
}
