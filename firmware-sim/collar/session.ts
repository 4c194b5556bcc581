import { backoff_ms } from '../../src/std/backoff.ts'
import type { World } from '../../src/std/world.ts'
import type { CollarIdentity } from '../identity.ts'
import type { Downlink, Link, Wire } from '../wire.ts'

/** Collar protocol §1. */
const BACKOFF_FIRST_MS = 1_000
const BACKOFF_MOST_MS = 300_000

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

export function startSession(options: SessionOptions, covered: boolean): Session {
  const { identity, world, wire } = options
  const own = `v1/collars/${identity.imei}`
  let alive = true
  let link: Link | null = null
  let up = false
  let failures = 0
  /** Grows at every loss of coverage or power: whoever waited through one is out of date. */
  let era = 0

  const begin = (): void => {
    connect(era).catch((error: unknown) => {
      world.log.error({ imei: identity.imei, error: String(error) }, 'collar session failed')
    })
  }

  const connect = async (began: number): Promise<void> => {
    const will = { topic: `${own}/online`, payload: Buffer.from('0'), qos: 1 as const, retain: true }
    const credentials = { clientId: identity.imei, username: identity.imei, password: identity.secret }
    let fresh: Link | null = null
    let reason: string
    try {
      fresh = await wire.connect({ ...credentials, will, keepAlive_s: options.keepAlive_s })
      if (began !== era) return fresh.cut()
      link = fresh
      reason = await use(fresh)
    } catch (error) {
      reason = error instanceof Error ? error.message : String(error)
      fresh?.cut()
    }
    if (began !== era) return
    link = null
    world.log.debug({ imei: identity.imei, reason }, 'collar not connected')
    world.clock.after(backoff_ms(world.random, failures++, BACKOFF_FIRST_MS, BACKOFF_MOST_MS), () => {
      if (began === era) begin()
    })
  }

  /** In the order of collar protocol §1: subscribe, then `online`, then everything else. Resolves when the link is gone. */
  const use = async (fresh: Link): Promise<string> => {
    const giveUp = world.clock.after(options.setup_timeout_ms, () => fresh.cut())
    try {
      await fresh.subscribe(`${own}/command`, options.onCommand)
      await fresh.publish(`${own}/online`, Buffer.from('1'), { qos: 1, retain: true })
    } finally {
      giveUp()
    }
    if (link !== fresh) return fresh.closed
    failures = 0
    up = true
    options.onUp(fresh)
    const reason = await fresh.closed
    // A cut has told already, and another connection may stand since.
    if (link === fresh) down(reason)
    return reason
  }

  const down = (reason: string): void => {
    if (up) options.onDown(reason)
    up = false
  }

  const drop = (reason: string): void => {
    era++
    failures = 0
    link?.cut()
    link = null
    down(reason)
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
      // A clean DISCONNECT discards the will (MQTT 3.1.1 §3.14.4), so the collar says itself what the will would have said.
      if (last && up) await sayOffline(last)
      era++
      await last?.close()
      link = null
      down('closed')
    },
  }

  async function sayOffline(over: Link): Promise<void> {
    const giveUp = world.clock.after(options.setup_timeout_ms, () => over.cut())
    await over.publish(`${own}/online`, Buffer.from('0'), { qos: 1, retain: true }).catch(() => {})
    giveUp()
  }
}
