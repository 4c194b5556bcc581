import { afterEach, expect, test } from 'vitest'
import { decodeResult } from '../src/devices/decode-result.ts'
import { prepareCommand } from '../src/flows/prepare-command.ts'
import { redeem } from '../src/flows/redeem.ts'
import { openWorld, type TestWorld, type WorldCollar, type WorldOptions } from './world.ts'

const YEAR = { type: 'sim-extend', simKind: 'telia-iot', period: 'P1Y' } as const
const HUNDRED = { type: 'sim-top-up', simKind: 'travel-sim', amountMinor: 10_000, currency: 'SEK' } as const
const MINUTE = 60_000
const DAY = 86_400_000

let world: TestWorld
afterEach(() => world.close())

/** A world with its collars switched on and connected. */
async function begin(options: WorldOptions = {}): Promise<WorldCollar> {
  world = await openWorld(options)
  for (const { collar } of world.collars) await collar.power('on')
  await world.advance(5_000)
  const [first] = world.collars
  if (!first) throw new Error('no collar')
  return first
}

let keys = 0
const enter = (it: WorldCollar, code: string, key = `key-${keys++}`) =>
  redeem(world.running().house, { actor: it.owner.actor, deviceId: it.deviceId, code, idempotencyKey: key })

const states = async () => {
  const rows = await world
    .running()
    .house.ledger.reads.selectFrom('redemptions')
    .select('state')
    .orderBy('id')
    .execute()
  return rows.map(({ state }) => state)
}
const codeStates = async () => {
  const rows = await world.running().house.ledger.reads.selectFrom('codes').select('state').execute()
  return rows.map(({ state }) => state)
}
const until = (it: WorldCollar): number => {
  const { sim } = it.collar.state()
  return 'until' in sim ? Date.parse(sim.until) : Number.NaN
}
const yearsOn = (start: number, years: number): number => {
  const end = new Date(start)
  end.setUTCFullYear(end.getUTCFullYear() + years)
  return end.getTime()
}

test('a code typed by a person arrives on the collar, and the ledger knows what the collar now carries', async () => {
  const it = await begin()
  const start = until(it)
  const [code = ''] = await world.mint(YEAR, 1)
  expect(await enter(it, code)).toMatchObject({ kind: 'accepted' })
  await world.advance(5_000)
  expect(until(it)).toBe(yearsOn(start, 1))
  expect(await states()).toEqual(['applied'])
  const sim = await world.running().house.ledger.reads.selectFrom('sims').selectAll().executeTakeFirstOrThrow()
  expect(sim.valid_until).toBe(until(it))
})

test('a code entered by two people at once is one person’s, and the other is told whose fault it is not', async () => {
  const it = await begin({ kinds: ['telia-iot', 'telia-iot'] })
  const other = world.collars[1]!
  const before = [until(it), until(other)]
  const [code = ''] = await world.mint(YEAR, 1)
  const answers = await Promise.all([enter(it, code), enter(other, code)])
  await world.advance(5_000)
  expect(answers.map((answer) => (answer.kind === 'refused' ? answer.refusal : answer.kind)).sort()).toEqual([
    'accepted',
    'already-used',
  ])
  const gained = [until(it) > before[0]!, until(other) > before[1]!]
  expect(gained.filter(Boolean)).toHaveLength(1)
})

test('codes entered within one millisecond are applied in the order in which they were entered', async () => {
  const it = await begin()
  const codes = await world.mint(YEAR, 6)
  const accepted = await Promise.all(codes.map((code) => enter(it, code)))
  const commands = await world
    .running()
    .house.ledger.reads.selectFrom('commands')
    .select('redemption_id')
    .orderBy('id')
    .execute()
  expect(commands.map(({ redemption_id }) => redemption_id)).toEqual(
    accepted.map((answer) => (answer.kind === 'accepted' ? answer.redemptionId : answer.kind)),
  )
})

test('the same request sent again gets the same answer and no second effect', async () => {
  const it = await begin()
  const start = until(it)
  const [code = ''] = await world.mint(YEAR, 1)
  const first = await enter(it, code, 'once')
  await world.advance(5_000)
  expect(await enter(it, code, 'once')).toEqual(first)
  expect(await enter(it, `${code} `, 'once')).toEqual({ kind: 'key-reused' })
  expect(await enter(it, code, 'another')).toMatchObject({ refusal: 'already-used-by-you' })
  await world.advance(5_000)
  expect(until(it)).toBe(yearsOn(start, 1))
})

test('the collar is away for 30 days: the code waits, and has its effect once when the collar is back', async () => {
  const it = await begin()
  const start = until(it)
  await it.collar.power('off')
  await world.advance(MINUTE)
  const [code = ''] = await world.mint(YEAR, 1)
  await enter(it, code)
  await world.advance(DAY)
  world.crash()
  await world.advance(28 * DAY)
  await world.start()
  await world.advance(DAY)
  expect(await states()).toEqual(['queued'])
  expect(until(it)).toBe(start)
  await it.collar.power('on')
  await world.advance(MINUTE)
  expect(await states()).toEqual(['applied'])
  expect(until(it)).toBe(yearsOn(start, 1))
})

test('the acknowledgement is lost: the power goes after the effect is in memory and before the answer leaves, and it still counts once', async () => {
  const it = await begin()
  const start = until(it)
  it.collar.armPowerCut('after-persist', 3_000)
  const [code = ''] = await world.mint(YEAR, 1)
  await enter(it, code)
  await world.advance(10 * MINUTE)
  expect(await states()).toEqual(['applied'])
  expect(until(it)).toBe(yearsOn(start, 1))
})

test('the power goes before the effect is in memory: the command comes again', async () => {
  const it = await begin()
  const start = until(it)
  it.collar.armPowerCut('before-persist', 3_000)
  const [code = ''] = await world.mint(YEAR, 1)
  await enter(it, code)
  await world.advance(10 * MINUTE)
  expect(await states()).toEqual(['applied'])
  expect(until(it)).toBe(yearsOn(start, 1))
})

test('the backend dies between commit and send: the code’s effect arrives after the restart, once', async () => {
  const it = await begin()
  const start = until(it)
  const [code = ''] = await world.mint(YEAR, 1)
  world.storeFaults = (step, stories) => {
    if (step === 'after-commit' && stories.includes('redeem')) throw new Error('killed')
  }
  await expect(enter(it, code, 'mine')).rejects.toThrow()
  expect(world.up).toBe(false)
  world.storeFaults = () => {}
  await world.advance(MINUTE)
  await world.start()
  expect(await enter(it, code, 'mine')).toMatchObject({ kind: 'accepted' })
  await world.advance(10 * MINUTE)
  expect(await states()).toEqual(['applied'])
  expect(until(it)).toBe(yearsOn(start, 1))
})

test('the backend dies before the commit: the code is unused, and the same request works afterwards', async () => {
  const it = await begin()
  const [code = ''] = await world.mint(YEAR, 1)
  world.storeFaults = (step, stories) => {
    if (step === 'before-commit' && stories.includes('redeem')) throw new Error('killed')
  }
  await expect(enter(it, code, 'mine')).rejects.toThrow()
  world.storeFaults = () => {}
  await world.start()
  expect(await codeStates()).toEqual(['unused'])
  expect(await enter(it, code, 'mine')).toMatchObject({ kind: 'accepted' })
})

test('a result delivered twice and late changes nothing the second time', async () => {
  const heard: { topic: string; payload: Uint8Array }[] = []
  const it = await begin({
    sabotage: {
      running: (running) => ({
        ...running,
        gate: {
          ...running.gate,
          received: (message) => {
            if (message.topic.endsWith('/result')) heard.push(message)
            return running.gate.received(message)
          },
        },
      }),
    },
  })
  const [first = '', second = ''] = await world.mint(YEAR, 2)
  await enter(it, first)
  await world.advance(5_000)
  await enter(it, second)
  await world.advance(5_000)
  const entries = () => world.running().house.ledger.reads.selectFrom('sim_entries').selectAll().orderBy('id').execute()
  const before = await entries()
  expect(heard.length).toBeGreaterThanOrEqual(2)
  const { gate } = world.running()
  for (const { topic, payload } of [...heard].reverse()) {
    await gate.received({ clientId: it.identity.imei, topic, payload, qos: 1, retain: false })
  }
  await world.advance(5_000)
  expect(await entries()).toEqual(before)
  expect(await states()).toEqual(['applied', 'applied'])
})

test('the collar’s clock is wrong by a year: the code has its full effect, and samples land at their true time', async () => {
  const it = await begin({ reportEvery_ms: MINUTE })
  await it.collar.setClockOffset(-365 * DAY)
  await world.advance(MINUTE)
  const start = until(it)
  const [code = ''] = await world.mint(YEAR, 1)
  await enter(it, code)
  await world.advance(5 * MINUTE)
  expect(until(it)).toBe(yearsOn(start, 1))
  const { house } = world.running()
  await world.running().idle()
  const { series_id } = await house.ledger.reads.selectFrom('ownerships').select('series_id').executeTakeFirstOrThrow()
  const newest = await house.telemetry.last(series_id)
  expect(newest?.at).toBeGreaterThan(world.clock.now() - 2 * MINUTE)
  expect(newest?.at).toBeLessThanOrEqual(world.clock.now() + 1_000)
})

test('the SIM is swapped while a command waits: the collar refuses for good, and the code is unused again', async () => {
  const it = await begin()
  await it.collar.power('off')
  await world.advance(MINUTE)
  const [code = ''] = await world.mint(YEAR, 1)
  await enter(it, code)
  await it.collar.swapSim('another')
  await it.collar.power('on')
  await world.advance(MINUTE)
  expect(await states()).toEqual(['refused'])
  expect(await codeStates()).toEqual(['unused'])
  expect(await enter(it, code)).toMatchObject({ kind: 'accepted' })
  await world.advance(MINUTE)
  expect(await states()).toEqual(['refused', 'applied'])
})

test('two codes are queued and the first is refused: the second still gives its full year', async () => {
  const sent = new Set<string>()
  let beforeSecond = async () => {}
  const it = await begin({
    sabotage: {
      publish: (publish) => async (topic, payload) => {
        sent.add(Buffer.from(payload).toString())
        if (sent.size === 2) await beforeSecond()
        return publish(topic, payload)
      },
    },
  })
  const original = it.collar.state().sim
  const start = until(it)
  await it.collar.power('off')
  await world.advance(MINUTE)
  await it.collar.swapSim('another')
  const [first = '', second = ''] = await world.mint(YEAR, 2)
  await enter(it, first)
  await world.advance(1)
  await enter(it, second)
  beforeSecond = () => {
    beforeSecond = async () => {}
    return it.collar.swapSim(original)
  }
  await it.collar.power('on')
  await world.advance(10 * MINUTE)
  expect(await states()).toEqual(['refused', 'applied'])
  expect(until(it)).toBe(yearsOn(start, 1))
  expect((await codeStates()).sort()).toEqual(['unused', 'used'])
})

test('a top-up adds its amount to a balance, once, whatever the power does', async () => {
  const it = await begin({ kinds: ['travel-sim'] })
  const balance = () => {
    const { sim } = it.collar.state()
    return 'balance' in sim ? sim.balance : Number.NaN
  }
  const start = balance()
  const [code = ''] = await world.mint(HUNDRED, 1)
  it.collar.armPowerCut('after-persist', 3_000)
  await enter(it, code)
  await world.advance(10 * MINUTE)
  expect(Math.round((balance() - start) / 1_000)).toBe(10)
  expect(await states()).toEqual(['applied'])
})

test('a result that another collar signed is not believed', async () => {
  const it = await begin({ kinds: ['telia-iot', 'telia-iot'] })
  const forger = world.collars[1]!
  const results: Uint8Array[] = []
  const { gate } = world.running()
  const real = gate.received
  gate.received = (message) => {
    if (message.topic.endsWith('/result')) results.push(message.payload)
    return real(message)
  }
  const codes = await world.mint(YEAR, 2)
  await enter(forger, codes[0]!)
  await world.advance(5_000)
  await it.collar.power('off')
  await world.advance(MINUTE)
  await enter(it, codes[1]!)
  await prepareCommand(world.running().house, it.deviceId)
  const command = await world
    .running()
    .house.ledger.reads.selectFrom('commands')
    .selectAll()
    .where('device_id', '=', it.deviceId)
    .executeTakeFirstOrThrow()
  const decoded = decodeResult(results[0]!)
  if (!decoded.ok) throw new Error('not a result')
  const body = Buffer.from(
    JSON.stringify({
      ...JSON.parse(Buffer.from(decoded.result.bytes).toString()),
      id: command.id,
      device: it.identity.imei,
      counter: command.counter,
    }),
  )
  const forged = {
    now: 1,
    boot: 1,
    seq: 9,
    key: '1',
    body: body.toString('base64url'),
    sig: Buffer.from(decoded.result.sig).toString('base64url'),
  }
  await real({
    clientId: it.identity.imei,
    topic: `v1/collars/${it.identity.imei}/result`,
    payload: Buffer.from(JSON.stringify(forged)),
    qos: 1,
    retain: false,
  })
  expect(await states()).toEqual(['applied', 'sent'])
})

test('guesses that name no code are counted, and the count survives a restart', async () => {
  const it = await begin()
  const [good = ''] = await world.mint(YEAR, 1)
  const wrong = (await world.mint(YEAR, 12)).map((code) => code)
  await world.running().house.ledger.transact('forget these codes', async (tx) => {
    await tx
      .deleteFrom('codes')
      .where(
        'last4',
        'in',
        wrong.map((code) => code.slice(-4)),
      )
      .execute()
  })
  for (const code of wrong.slice(0, 10)) expect(await enter(it, code)).toMatchObject({ refusal: 'unknown' })
  expect(await enter(it, wrong[10]!)).toMatchObject({ refusal: 'too-many-attempts' })
  world.crash()
  await world.start()
  expect(await enter(it, good)).toMatchObject({ refusal: 'too-many-attempts', retryAt: expect.any(Number) })
  await world.advance(6 * MINUTE)
  expect(await enter(it, good)).toMatchObject({ kind: 'accepted' })
})
