import { createServer, type Server, type Socket } from 'node:net'
import { Aedes } from 'aedes'
import mqtt, { type Packet } from 'mqtt-packet'
import { afterEach, describe, expect, it } from 'vitest'
import { type ManualClock, manualClock } from '../manual-clock.ts'
import { mqttWire } from './mqtt-wire.ts'
import type { ConnectOptions } from './wire.ts'

const SESSION: ConnectOptions = {
  clientId: '001012340000003',
  username: '001012340000003',
  password: 'secret',
  will: { topic: 'v1/collars/001012340000003/online', payload: Buffer.from('0'), qos: 1, retain: true },
  keepAlive_s: 300,
}
const open: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of open.splice(0)) await close()
})

/** Listens at a free port; every socket is gone when the test is over. */
async function listen(onSocket: (socket: Socket) => void): Promise<string> {
  const sockets = new Set<Socket>()
  const server: Server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => {})
    onSocket(socket)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  open.push(async () => {
    for (const socket of sockets) socket.destroy()
    await new Promise((resolve) => server.close(resolve))
  })
  const address = server.address()
  return `mqtt://127.0.0.1:${address && typeof address === 'object' ? address.port : 0}`
}

async function aedes(): Promise<{ broker: Aedes; url: string }> {
  const broker = await Aedes.createBroker()
  const url = await listen((socket) => broker.handle(socket))
  open.unshift(() => new Promise((resolve) => broker.close(() => resolve())))
  return { broker, url }
}

/** A broker of a few lines: answers each packet with what the test says. */
async function scripted(answer: (packet: Packet, socket: Socket) => void): Promise<string> {
  return listen((socket) => {
    const parser = mqtt.parser({ protocolVersion: 4 })
    parser.on('packet', (packet: Packet) => answer(packet, socket))
    socket.on('data', (chunk) => parser.parse(chunk as Buffer))
  })
}
const write = (socket: Socket, packet: Packet): boolean => socket.write(mqtt.generate(packet))
const welcome = (socket: Socket): boolean => write(socket, { cmd: 'connack', returnCode: 0, sessionPresent: false })

function wireTo(url: string, clock: ManualClock = manualClock()): ReturnType<typeof mqttWire> {
  return mqttWire({ url, clock })
}

describe('against a broker of somebody else', () => {
  it('publishes up, receives commands down, and is heard at its will when cut', async () => {
    const { broker, url } = await aedes()
    const seen: string[] = []
    const will = Promise.withResolvers<string>()
    broker.on('publish', ({ topic, payload }) => {
      if (topic.startsWith('v1/')) seen.push(`${topic.split('/').at(-1)} ${payload}`)
      if (topic.endsWith('/online') && String(payload) === '0') will.resolve(topic)
    })
    const link = await wireTo(url).connect(SESSION)
    const command = Promise.withResolvers<string>()
    await link.subscribe('v1/collars/001012340000003/command', async ({ payload }) => {
      command.resolve(Buffer.from(payload).toString())
    })
    await link.publish('v1/collars/001012340000003/report', Buffer.from('{"t":1}'), { qos: 1, retain: false })
    const packet = {
      cmd: 'publish' as const,
      topic: 'v1/collars/001012340000003/command',
      payload: 'do',
      qos: 1 as const,
    }
    broker.publish({ ...packet, dup: false, retain: false }, () => {})
    expect(await command.promise).toBe('do')
    link.cut()
    expect(await link.closed).toBe('cut')
    expect(await will.promise).toBe(SESSION.will.topic)
    expect(seen).toContain('report {"t":1}')
  })

  it('says goodbye so that the will is not published', async () => {
    const { broker, url } = await aedes()
    const gone = new Promise<void>((resolve) => broker.on('clientDisconnect', () => resolve()))
    let willed = false
    broker.on('publish', ({ topic }) => {
      willed ||= topic === SESSION.will.topic
    })
    const link = await wireTo(url).connect(SESSION)
    await link.close()
    await gone
    expect([await link.closed, willed]).toEqual(['closed', false])
  })

  it('is told a wrong password from a backend that cannot check', async () => {
    const { broker, url } = await aedes()
    broker.authenticate = (_client, username, _password, done) => {
      done(Object.assign(new Error('no'), { returnCode: username === 'later' ? 3 : 4 }), false)
    }
    await expect(wireTo(url).connect(SESSION)).rejects.toMatchObject({ code: 'bad-credentials' })
    await expect(wireTo(url).connect({ ...SESSION, username: 'later' })).rejects.toMatchObject({ code: 'unavailable' })
  })
})

describe('PUBACK of a command', () => {
  const withCommand = (onPuback: (packet: Packet) => void, ended: () => void): Promise<string> =>
    scripted((packet, socket) => {
      socket.once('close', ended)
      if (packet.cmd === 'connect') {
        welcome(socket)
        // A kept session may deliver before the new subscription.
        write(socket, { cmd: 'publish', topic: 'c', payload: 'x', qos: 1, messageId: 9, dup: false, retain: false })
      } else if (packet.cmd === 'subscribe')
        write(socket, { cmd: 'suback', messageId: packet.messageId ?? 0, granted: [1] })
      else if (packet.cmd === 'puback') onPuback(packet)
    })

  it('goes out when the collar has dealt with it, and not before', async () => {
    const pubacks: Packet[] = []
    const puback = Promise.withResolvers<void>()
    const url = await withCommand(
      (packet) => {
        pubacks.push(packet)
        puback.resolve()
      },
      () => {},
    )
    const [arrived, dealt] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
    const link = await wireTo(url).connect(SESSION)
    await link.subscribe('c', async () => {
      arrived.resolve()
      await dealt.promise
    })
    await arrived.promise
    await link.publish('q', Buffer.from('a round trip'), { qos: 0, retain: false })
    expect(pubacks).toEqual([])
    dealt.resolve()
    await puback.promise
    expect(pubacks).toMatchObject([{ messageId: 9 }])
  })

  it('does not go out when the collar could not deal with it: the connection ends instead', async () => {
    const pubacks: Packet[] = []
    const ended = Promise.withResolvers<void>()
    const url = await withCommand((packet) => pubacks.push(packet), ended.resolve)
    const link = await wireTo(url).connect(SESSION)
    const subscribed = link.subscribe('c', () => Promise.reject(new Error('memory failed')))
    expect(await link.closed).toBe('memory failed')
    await subscribed.catch(() => {})
    await ended.promise
    expect(pubacks).toEqual([])
  })
})

describe('a broker that misbehaves', () => {
  it('gives publishes back unsent when it hangs up', async () => {
    const url = await scripted((packet, socket) => (packet.cmd === 'connect' ? welcome(socket) : socket.destroy()))
    const link = await wireTo(url).connect(SESSION)
    const publish = link.publish('t', Buffer.from('x'), { qos: 1, retain: false })
    await expect(publish).rejects.toMatchObject({ code: 'closed' })
    await expect(link.publish('t', Buffer.from('x'), { qos: 1, retain: false })).rejects.toMatchObject({
      code: 'closed',
    })
  })

  it('that never answers CONNECT is given up after 10 s', async () => {
    const clock = manualClock()
    const heard = Promise.withResolvers<void>()
    const url = await scripted(() => heard.resolve())
    const connecting = wireTo(url, clock).connect(SESSION)
    const outcome = expect(connecting).rejects.toMatchObject({
      code: 'unreachable',
      message: expect.stringContaining('in time'),
    })
    await heard.promise
    await clock.advance(10_000)
    await outcome
  })

  it('that is not there at all is unreachable', async () => {
    const url = await listen(() => {})
    await open.pop()?.()
    await expect(wireTo(url).connect(SESSION)).rejects.toMatchObject({ code: 'unreachable' })
  })

  it.each([
    ['speaks another language', Buffer.from('HTTP/1.1 400 Bad Request\r\n\r\n')],
    ['begins with something else than CONNACK', mqtt.generate({ cmd: 'pingresp' })],
  ])('that %s is refused', async (_, bytes) => {
    const url = await scripted((_packet, socket) => socket.write(bytes))
    await expect(wireTo(url).connect(SESSION)).rejects.toMatchObject({ name: 'WireError' })
  })

  it('that refuses the subscription is told apart from one that hangs up', async () => {
    const url = await scripted((packet, socket) => {
      if (packet.cmd === 'connect') welcome(socket)
      // 128 is Failure (MQTT 3.1.1 §3.9.3).
      else write(socket, { cmd: 'suback', messageId: packet.messageId ?? 0, granted: [128] })
    })
    const link = await wireTo(url).connect(SESSION)
    await expect(link.subscribe('c', async () => {})).rejects.toMatchObject({ code: 'refused' })
  })

  it('that has more than 32 messages unacknowledged is cut off', async () => {
    const url = await scripted((_packet, socket) => {
      welcome(socket)
      const message = { cmd: 'publish' as const, topic: 'c', payload: 'x', qos: 1 as const, dup: false, retain: false }
      for (let messageId = 1; messageId <= 33; messageId++) write(socket, { ...message, messageId })
    })
    const link = await wireTo(url).connect(SESSION)
    expect(await link.closed).toMatch('more messages at once')
  })

  it('that sends more than this end can hold is cut off', async () => {
    const url = await scripted((_packet, socket) => {
      welcome(socket)
      // PUBLISH with a remaining length of 100 MB (MQTT 3.1.1 §2.2.3), of which a part follows.
      socket.write(Buffer.from([0x30, 0x80, 0xc2, 0xd7, 0x2f]))
      socket.write(Buffer.alloc(300_000))
    })
    const link = await wireTo(url).connect(SESSION)
    expect(await link.closed).toMatch('more than this end can hold')
  })

  it('that goes silent is noticed by its missing PINGRESP', async () => {
    const clock = manualClock()
    const pinged = Promise.withResolvers<void>()
    const url = await scripted((packet, socket) => {
      if (packet.cmd === 'connect') welcome(socket)
      if (packet.cmd === 'pingreq') pinged.resolve()
    })
    const link = await wireTo(url, clock).connect(SESSION)
    await clock.advance(225_000)
    await pinged.promise
    await clock.advance(10_000)
    expect(await link.closed).toBe('no PINGRESP')
  })

  it('that answers the PINGREQ keeps its collar', async () => {
    const clock = manualClock()
    let pings = 0
    const second = Promise.withResolvers<void>()
    const url = await scripted((packet, socket) => {
      if (packet.cmd === 'connect') welcome(socket)
      if (packet.cmd === 'puback') second.resolve()
      if (packet.cmd !== 'pingreq') return
      pings++
      write(socket, { cmd: 'pingresp' })
      write(socket, { cmd: 'publish', topic: 'c', payload: 'x', qos: 1, messageId: 1, dup: false, retain: false })
    })
    const link = await wireTo(url, clock).connect(SESSION)
    link.subscribe('c', async () => {}).catch(() => {})
    await clock.advance(225_000)
    await second.promise
    await clock.advance(10_000)
    expect(await Promise.race([link.closed, Promise.resolve('still open')])).toBe('still open')
    expect(pings).toBe(1)
  })
})

it.each(['http://127.0.0.1:1', '127.0.0.1:1883', '', 'mqtt://'])('"%s" is no address of a broker', (url) => {
  expect(() => wireTo(url)).toThrow('not an MQTT address')
})
