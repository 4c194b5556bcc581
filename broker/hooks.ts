import type { AedesOptions, AedesPublishPacket, Client, PublishPacket } from 'aedes'
import type { World } from '../src/std/world.ts'
import type { Reports } from './front.ts'
import { type Refusal, Refused } from './refusals.ts'
import type { Session } from './session.ts'
import { SESSION_PRESENT, type Sessions } from './sessions.ts'
import { fitFilter, fitTopic } from './topics.ts'
import type { BrokerLimits, Gate, ShortWay, Verdict } from './types.ts'

/** MQTT 3.1.1 §3.2.2.3. */
const RETURN_CODES = {
  'identifier-rejected': 2,
  unavailable: 3,
  'bad-credentials': 4,
  'will-not-allowed': 5,
} as const satisfies Partial<Record<Refusal, number>>

export type HookParts = {
  gate: Gate
  limits: BrokerLimits
  world: World
  sessionOf: (client: Client) => Session
  /** Counts a refusal; the first of a session only, unless the connection stays. */
  refuse: (session: Session, reason: Refusal) => void
  /** Takes a QoS 2 message once until its PUBREL. */
  takeOnce: (clientId: string, messageId: number, take: () => Promise<void>) => Promise<void>
  sessions: Sessions
  /** Called for each client that a message is forwarded to. */
  onForward: (client: Client) => void
}

type Hooks = Required<
  Pick<AedesOptions, 'preConnect' | 'authenticate' | 'authorizePublish' | 'authorizeSubscribe' | 'authorizeForward'>
>

/** Sessions whose reports are kept together, and the packet identifiers of those; `answered` when all of them are. */
type Group = { waiting: { session: Session; messageIds: readonly number[] }[]; answered: Promise<void> }

/** Where aedes asks: the gate's answers and the limits that need a parsed packet. */
export class BrokerHooks {
  readonly #parts: HookParts
  readonly #underWay = new Set<Promise<void>>()
  /** By what they wait for. */
  readonly #groups = new Map<Promise<void>, Group>()
  #closing = false

  constructor(parts: HookParts) {
    this.#parts = parts
  }

  /** Takes nothing new; resolves when everything that was taken has been answered. */
  async close(): Promise<void> {
    this.#closing = true
    await Promise.allSettled(this.#underWay)
  }

  options(): Hooks {
    const { sessionOf, refuse } = this.#parts
    return {
      preConnect: (client, packet, done) => {
        const session = sessionOf(client)
        session.guard.keepAlive(packet.keepalive ?? 0)
        // The guard keeps that time, by the clock that it was given; aedes shall not keep it too.
        packet.keepalive = 0
        session.asked = packet
        done(null, true)
      },
      authenticate: (client, _username, _password, done) => {
        void this.#admit(client).then((refused) => {
          if (refused) refuse(sessionOf(client), refused)
          if (refused) done(Object.assign(new Error(refused), { returnCode: RETURN_CODES[refused] }), null)
          else done(null, true)
        })
      },
      authorizePublish: (client, packet, done) => {
        // DUP tells of one sending and says nothing of the next (§3.3.1.1); aedes would pass it on.
        packet.dup = false
        if (client) this.#publish(client, packet, done)
        else done(new Error('a publish of nobody'))
      },
      authorizeSubscribe: (client, subscription, done) => {
        if (subscription === SESSION_PRESENT) {
          done(null, null)
          return
        }
        const reason = this.#judgeFilter(client, subscription.topic)
        if (reason) refuse(sessionOf(client), reason)
        // Answered with 0x80 (§3.9.3); everything else that may not be closes the connection.
        if (reason === 'reserved-filter') done(null, null)
        else if (reason) done(new Refused(reason))
        else done(null, subscription)
      },
      authorizeForward: (client, packet) => this.#forward(client, packet),
    }
  }

  #forward(client: Client, packet: AedesPublishPacket): AedesPublishPacket | null {
    const { sessionOf, refuse, sessions, limits, onForward } = this.#parts
    if (client.closed) return null
    const session = sessionOf(client)
    if (session.guard.unsentBytes > limits.unsentBytes_max) {
      // Its session keeps the message; skipping it would break the order [MQTT-4.6.0-6].
      if (sessions.wouldKeep(client, packet)) {
        refuse(session, 'slow-reader')
        client.close()
      } else refuse(session, 'forward-dropped')
      return null
    }
    onForward(client)
    // If it is behind, the session has it and hands it over in its turn.
    return sessions.isBehind(client, packet) ? null : packet
  }

  /** @returns why the client may not come in, or null */
  async #admit(client: Client): Promise<keyof typeof RETURN_CODES | null> {
    const { gate, limits, world, sessionOf } = this.#parts
    const { asked, peer } = sessionOf(client)
    if (!asked) return 'unavailable'
    // Without a name there is nothing that a session could be kept under [MQTT-3.1.3-8].
    if (asked.clientId === '' && !asked.clean) return 'identifier-rejected'
    const late = Promise.withResolvers<Verdict>()
    const stop = world.clock.after(limits.connect_timeout_ms, () => late.resolve('unavailable'))
    try {
      const judged = gate.authenticate({
        clientId: asked.clientId,
        username: asked.username ?? null,
        password: asked.password ? Buffer.from(asked.password) : null,
        certificateName: peer.certificateName,
        remoteAddress: peer.remoteAddress,
      })
      const verdict = await Promise.race([judged, late.promise])
      if (verdict !== 'accepted') return verdict
      if (!asked.will) return null
      return fitTopic(asked.will.topic, limits) && gate.mayPublish(client.id, asked.will.topic)
        ? null
        : 'will-not-allowed'
    } catch (error) {
      world.log.error({ error }, 'broker could not authenticate')
      return 'unavailable'
    } finally {
      stop()
    }
  }

  /** Lets the PUBACK go once the gate has the message, and never before those of earlier messages [MQTT-4.6.0-2]. */
  #publish(client: Client, packet: PublishPacket, done: (error?: Error | null) => void): void {
    const { sessionOf, refuse } = this.#parts
    const session = sessionOf(client)
    const isWill = packet === session.asked?.will
    const taken = this.#take(client, packet)
    const earlier = session.answered
    const answered = (async () => {
      let failed: Error | null = null
      try {
        await taken
      } catch (error) {
        failed = error instanceof Refused ? error : new Refused('not-stored')
        if (failed !== error) this.#parts.world.log.warn({ clientId: client.id, error }, 'message not stored')
        refuse(session, (failed as Refused).reason)
      }
      await earlier
      if (packet.qos > 0 && !isWill) {
        session.guard.quota.acknowledge()
        session.guard.front.answered()
      }
      done(failed)
    })()
    this.#answering(session, answered)
  }

  /** Reports that took the short way: their PUBACKs leave when they are kept, in the order of all of the client's PUBLISHes. */
  reports(session: Session, way: ShortWay, { messageIds, payloads }: Reports): void {
    const taken = this.#closing ? Promise.reject(new Refused('unavailable')) : way.received(payloads)
    const { answered: earlier, guard } = session
    const group = this.#groupOf(taken)
    // Nearly every time nothing is ahead, or what came with it: then what was taken is all there is to wait for.
    if (earlier === null || earlier === group.answered) {
      group.waiting.push({ session, messageIds })
      session.answered = group.answered
      return
    }
    const answered = taken
      .then(() => earlier)
      .then(
        () => guard.acknowledge(messageIds),
        (error: unknown) => this.#notStored(session, error, earlier),
      )
    this.#answering(session, answered)
  }

  /** Those who wait for the same promise: a thousand devices that are kept together cost one step and not a thousand. */
  #groupOf(taken: Promise<void>): Group {
    const known = this.#groups.get(taken)
    if (known) return known
    const waiting: Group['waiting'] = []
    const answered = taken.then(
      () => {
        this.#groups.delete(taken)
        for (const { session, messageIds } of waiting) {
          session.guard.acknowledge(messageIds)
          if (session.answered === answered) session.answered = null
        }
      },
      async (error: unknown) => {
        this.#groups.delete(taken)
        await Promise.all(waiting.map(({ session }) => this.#notStored(session, error, null)))
        for (const { session } of waiting) if (session.answered === answered) session.answered = null
      },
    )
    this.#underWay.add(answered)
    const over = (): void => void this.#underWay.delete(answered)
    answered.then(over, over)
    const group = { waiting, answered }
    this.#groups.set(taken, group)
    return group
  }

  /** What was kept before is acknowledged first: a device with more than fits would never get rid of any of it. */
  async #notStored(session: Session, error: unknown, earlier: Promise<void> | null): Promise<void> {
    await earlier
    const reason = error instanceof Refused ? error.reason : 'not-stored'
    if (reason === 'not-stored')
      this.#parts.world.log.warn({ clientId: session.asked?.clientId, error }, 'reports not stored')
    session.guard.cut(reason)
  }

  #answering(session: Session, answered: Promise<void>): void {
    session.answered = answered
    this.#underWay.add(answered)
    const over = (): void => {
      this.#underWay.delete(answered)
      if (session.answered === answered) session.answered = null
    }
    answered.then(over, over)
  }

  async #take(client: Client, { topic, payload, qos, retain, messageId }: PublishPacket): Promise<void> {
    const { gate, limits } = this.#parts
    // aedes' parser lets a packet identifier of 0 pass [MQTT-2.3.1-1].
    if (qos > 0 && messageId === 0) throw new Refused('malformed')
    if (this.#closing) throw new Refused('unavailable')
    if (!fitTopic(topic, limits)) throw new Refused('bad-topic')
    if (!gate.mayPublish(client.id, topic)) throw new Refused('foreign-topic')
    const receive = () => gate.received({ clientId: client.id, topic, payload: Buffer.from(payload), qos, retain })
    await (qos === 2 ? this.#parts.takeOnce(client.id, messageId ?? 0, receive) : receive())
  }

  #judgeFilter(client: Client, filter: string): Refusal | null {
    const { gate, limits, sessionOf } = this.#parts
    const { filters } = sessionOf(client)
    if (filter.startsWith('$')) return 'reserved-filter'
    if (!fitFilter(filter, limits)) return 'bad-topic'
    if (!gate.maySubscribe(client.id, filter)) return 'foreign-filter'
    if (!filters.has(filter) && filters.size >= limits.subscriptions_max) return 'too-many-subscriptions'
    filters.add(filter)
    return null
  }
}
