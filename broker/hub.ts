import type { EventEmitter } from 'node:events'
import type { Duplex } from 'node:stream'
import { Aedes, type AedesPublishPacket, type Client } from 'aedes'
import { nextTurn } from '../src/std/turn.ts'
import type { World } from '../src/std/world.ts'
import { FlatMq } from './flat-mq.ts'
import { Guard } from './guard.ts'
import { BrokerHooks } from './hooks.ts'
import { BrokerMemory } from './memory.ts'
import { Presence } from './presence.ts'
import type { Refusal } from './refusals.ts'
import type { Session } from './session.ts'
import { Sessions } from './sessions.ts'
import type { BrokerLimits, Gate, Peer } from './types.ts'

/** These keep the session's connection, and are counted each time. */
const STAYS: ReadonlySet<Refusal> = new Set(['reserved-filter', 'forward-dropped'])

/** Where every connection ends up, whatever listener brought it: aedes with a guard before each connection. */
export class Hub {
  readonly #gate: Gate
  readonly #limits: BrokerLimits
  readonly #world: World
  readonly #mq = new FlatMq()
  readonly #kept: Sessions
  readonly #memory: BrokerMemory
  readonly #presence: Presence
  readonly #hooks: BrokerHooks
  readonly #aedes: Aedes
  readonly #guards = new Map<Guard, Session>()
  /** One for each client of aedes, settled when the gate knows that it has gone. */
  readonly #signedOut = new Set<Promise<void>>()
  readonly #sessions = new WeakMap<Client, Session>()
  /** Whom the house's publish under way is forwarded to. */
  #reached: Client[] | null = null

  constructor({ gate, limits, world }: { gate: Gate; limits: BrokerLimits; world: World }) {
    this.#gate = gate
    this.#limits = limits
    this.#world = world
    this.#kept = new Sessions({
      limits,
      clock: world.clock,
      mq: this.#mq,
      onEnd: (clientId) => this.#memory.forget(clientId),
      onDropped: (what, clientId) => {
        world.log.debug({ what, clientId }, 'dropped by the broker')
        gate.refused(what, clientId)
      },
    })
    this.#memory = new BrokerMemory(limits, this.#kept)
    this.#presence = new Presence(gate)
    this.#hooks = new BrokerHooks({
      gate,
      limits,
      world,
      sessionOf: (client) => this.#sessionOf(client),
      refuse: (session, reason) => this.refuse(reason, session),
      takeOnce: (clientId, messageId, take) => this.#memory.takeOnce(clientId, messageId, take),
      sessions: this.#kept,
      onForward: (client) => this.#reached?.push(client),
    })
    this.#aedes = new Aedes({
      id: 'koppel',
      mq: this.#mq,
      persistence: this.#memory,
      // The guard keeps this time, by the clock that it was given.
      connectTimeout: 2 ** 31 - 1,
      // The guard comes first; without any, aedes would add a listener for each packet that waits.
      drainTimeout: 2 * limits.drain_timeout_ms,
      maxInflightInbound: limits.inflight_max,
      // Tells other brokers of a cluster that this one lives, and there are none. aedes sets a timer of four times this.
      heartbeatInterval: 2 ** 29 - 1,
      ...this.#hooks.options(),
    })
  }

  async open(): Promise<void> {
    await this.#aedes.listen()
    this.#aedes.on('client', (client) => {
      const session = this.#sessionOf(client)
      const clean = session.asked?.clean !== false
      if (clean) this.#memory.forget(client.id)
      for (const filter of this.#kept.begin(client, clean)) session.filters.add(filter)
    })
    this.#aedes.on('clientReady', (client) => {
      this.#presence.enter(client)
      this.#kept.goLive(client)
      const session = this.#sessionOf(client)
      session.peer.signedIn?.()
      session.shortWay = this.#gate.shortWay?.(client.id) ?? null
      if (session.shortWay) session.guard.front.open(session.shortWay.topic)
    })
    this.#aedes.on('subscribe', (subscriptions, client) => this.#kept.subscribed(client, subscriptions))
    this.#aedes.on('unsubscribe', (filters, client) => {
      this.#kept.unsubscribed(client, filters)
      for (const filter of filters) this.#sessions.get(client)?.filters.delete(filter)
    })
    // What is left when neither hook nor guard refused: the parser did, or the wire broke.
    const onError = (client: Client, error: Error): void => {
      const session = this.#sessions.get(client)
      if (session && error.message !== 'connection closed') this.refuse('malformed', session)
    }
    this.#aedes.on('clientError', onError)
    this.#aedes.on('connectionError', onError)
    const events: EventEmitter = this.#aedes
    events.on('error', (error: Error) => this.#world.log.error({ error }, 'broker error'))
  }

  get connections(): number {
    return this.#presence.count
  }

  /** Serves a connection that was admitted. */
  attach(wire: Duplex, peer: Peer): void {
    const guard: Guard = new Guard({
      wire,
      limits: this.#limits,
      clock: this.#world.clock,
      onGreeted: () => this.#greeted(session),
      onReports: (reports) => {
        if (session.shortWay) this.#hooks.reports(session, session.shortWay, reports)
      },
      onCut: (reason) => this.refuse(reason, session),
    })
    const session: Session = {
      guard,
      peer,
      asked: null,
      shortWay: null,
      filters: new Set(),
      answered: null,
      refused: null,
    }
    this.#guards.set(guard, session)
    guard.once('close', () => this.#guards.delete(guard))
  }

  /** Counts and logs a refusal; for a session only its first, which explains the others. */
  refuse(reason: Refusal, session: Session | null): void {
    if (session && !STAYS.has(reason)) {
      if (session.refused) return
      session.refused = reason
    }
    const clientId = session?.asked?.clientId || null
    const { debug, info } = this.#world.log
    // Anybody can knock; who signed in is worth a line.
    const say = clientId === null ? debug : info
    say({ reason, clientId, address: session?.peer.remoteAddress }, 'refused by the broker')
    this.#gate.refused(reason, clientId)
  }

  async publish(topic: string, payload: Uint8Array, qos: 0 | 1): Promise<boolean> {
    const packet: AedesPublishPacket = {
      cmd: 'publish',
      topic,
      payload: Buffer.from(payload),
      qos,
      retain: false,
      dup: false,
      // None yet: aedes numbers each copy.
      brokerId: '',
      brokerCounter: 0,
    }
    // Whom it is forwarded to is decided before `deliver` returns, so no other publish can mix in.
    const reached: Client[] = []
    this.#reached = reached
    const delivered = this.#mq.deliver(packet)
    this.#reached = null
    await delivered
    return reached.some((client) => !client.closed)
  }

  /** Also those whose credentials are being judged: their CONNECT was read before, and may have been judged by what is over now. */
  dismiss(clientId: string): void {
    for (const [guard, { asked }] of this.#guards) if (asked?.clientId === clientId) guard.cut('dismissed')
  }

  /** Reads no more, answers what was read within `grace_ms`, then closes every connection. */
  async close(grace_ms: number): Promise<void> {
    for (const guard of this.#guards.keys()) guard.hold()
    const answered = this.#hooks.close()
    if (grace_ms > 0) {
      const grace = Promise.withResolvers<void>()
      const stop = this.#world.clock.after(grace_ms, grace.resolve)
      await Promise.race([answered, grace.promise])
      stop()
    }
    // The last PUBACKs leave their stream's buffer in this turn.
    await new Promise<void>((resolve) => nextTurn(resolve))
    await new Promise<void>((resolve) => this.#aedes.close(resolve))
    for (const guard of this.#guards.keys()) guard.destroy()
    await Promise.all(this.#signedOut)
    this.#kept.close()
  }

  #greeted(session: Session): void {
    const { guard } = session
    const client = this.#aedes.handle(guard)
    this.#sessions.set(client, session)
    const gone = Promise.withResolvers<void>()
    this.#signedOut.add(gone.promise)
    guard.once('close', () => {
      // A turn later: first aedes hears of it and hands the will over.
      nextTurn(() => {
        const wasTheOne = this.#presence.leave(client)
        if (!this.#kept.left(client) && wasTheOne) this.#memory.forget(client.id)
        this.#signedOut.delete(gone.promise)
        gone.resolve()
      })
    })
  }

  #sessionOf(client: Client): Session {
    const session = this.#sessions.get(client)
    if (!session) throw new Error('a client that no connection brought')
    return session
  }
}
