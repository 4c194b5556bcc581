import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { DemoPlan } from '../../src/main/demo-plan.ts'
import { below, type Random, seededRandom } from '../../src/std/random.ts'
import { type Client, client, signInOwner } from './client.ts'
import { dataDir, demoCollars, demoFile, type Process, type Program, startNode, startProgram } from './program.ts'
import { openTap, type Tap } from './tap.ts'

/** Somebody's wish that a code be used on a device. */
export type Order = { deviceId: string; code: string; key: string; redemptionId: string | null }

/** House and collars, each in a process of its own, either of which can die. */
export type Ordeal = {
  dir: string
  plan: DemoPlan
  devices: { id: string; imei: string; simKind: string }[]
  orders: Order[]
  tap: Tap
  owner(): Client
  /** All that any of the processes has said. */
  said(): string
  /** Whatever the log must never tell. */
  secrets(): string[]
  /** Redeems codes and kills `victim` with SIGKILL at a chance step of their way, or as it acknowledges something; then starts it again. */
  round(victim: 'house' | 'collars', moment: 'order' | 'puback'): Promise<void>
  /** Ends the collars in good order. */
  stopCollars(): Promise<void>
}

const CODES_A_ROUND = 3
/** Sent, answered, commanded and reported, for each code; being online and a few reports, for each collar. */
const STEPS_MAX = { order: 4 * CODES_A_ROUND, puback: 24 }
const PRODUCTS = [
  { type: 'sim-top-up', simKind: 'travel-sim', amountMinor: 10_000, currency: 'SEK' },
  { type: 'sim-extend', simKind: 'tele2', period: 'P1Y' },
  { type: 'sim-extend', simKind: 'telia-iot', period: 'P1Y' },
] as const

/** A house with the demo's people and collars, the collars outside it. @param rounds so many are provided for with codes */
export async function openOrdeal({ seed, rounds }: { seed: number; rounds: number }): Promise<Ordeal> {
  const dir = await dataDir()
  const seeding = await startProgram('demo', { dir })
  const demo = demoFile(dir)
  const plan: DemoPlan = JSON.parse(readFileSync(join(dir, 'demo-plan.json'), 'utf8'))
  await seeding.stop()
  const identities = join(dir, 'identities.json')
  writeFileSync(identities, JSON.stringify(plan.identities), { mode: 0o600 })
  const random = seededRandom(seed)
  const tap = await openTap()
  onTestFinished(() => tap.close())
  const processes: Process[] = []
  const tokens: string[] = []
  let house = await startHouse()
  let collars = startCollars()
  const operator = client(house.run.url, house.run.token)
  const codes = new Map<string, string[]>()
  for (const product of PRODUCTS) codes.set(product.simKind, await mint(operator, product, rounds * CODES_A_ROUND))
  const { token } = await signInOwner({ ...demo, consoleUrl: house.run.url })
  tokens.push(token)
  const devices = demoCollars(demo)
  const orders: Order[] = []

  async function startHouse(): Promise<Program> {
    const started = await startProgram('serve', { dir, env: { KOPPEL_LOG_LEVEL: 'debug' } })
    tap.leadTo(started.run.mqttUrl)
    processes.push(started)
    tokens.push(started.run.token)
    return started
  }
  function startCollars(): Process {
    const where = ['--identities', identities, '--dir', join(dir, 'sim'), '--url', tap.url, '--report-every', '1']
    const started = startNode(['firmware-sim/main.ts', ...where], { KOPPEL_LOG_LEVEL: 'debug' })
    onTestFinished(async () => void (await started.stop('SIGKILL')))
    processes.push(started)
    return started
  }
  const owner = (): Client => client(house.run.url, token)
  const newOrder = (): Order => {
    const device = devices[below(random, devices.length)]!
    const order = {
      deviceId: device.id,
      code: codes.get(device.simKind)!.pop()!,
      key: `order-${orders.length}`,
      redemptionId: null,
    }
    orders.push(order)
    return order
  }

  return {
    ...{ dir, plan, devices, orders, tap, owner },
    said: () => processes.map(({ out, err }) => out() + err()).join('\n'),
    secrets: () => [
      ...[...codes.values()].flat(),
      ...orders.map(({ code }) => code),
      ...plan.logins.map(({ password }) => password),
      ...plan.identities.flatMap(({ secret, deviceKeySeed }) => [secret, deviceKeySeed]),
      ...tokens,
      readFileSync(join(dir, 'secret'), 'utf8').trim(),
    ],
    async round(victim, moment) {
      const wanted = [...retries(orders, random), ...Array.from({ length: CODES_A_ROUND }, newOrder)]
      const dying = victim === 'house' ? house : collars
      const steps = stepsUntil(1 + below(random, STEPS_MAX[moment]), () => dying.child.kill('SIGKILL'))
      const orderStep = moment === 'order' ? steps : () => {}
      tap.onPassing = ({ from, topic, packet }) => {
        if (topic && /\/(command|result)$/.test(topic)) orderStep()
        if (moment === 'puback' && from === 'house' && packet.cmd === 'puback') steps()
      }
      const asking = owner()
      await Promise.all([dying.ended, ...wanted.map((order) => place(asking, order, orderStep))])
      if (victim === 'house') house = await startHouse()
      else collars = startCollars()
    },
    async stopCollars() {
      await collars.stop()
    },
  }
}

/** Sends an order, as somebody does who knows that the answer may be lost. */
async function place(owner: Client, order: Order, step: () => void): Promise<void> {
  step()
  const answer = await owner.redeem(order.deviceId, order.code, order.key).catch((error: unknown) => {
    // `fetch failed`, or an answer that ends in the middle: both are a house that died.
    if (error instanceof TypeError || error instanceof SyntaxError) return null
    throw error
  })
  if (!answer) return
  if (answer.status !== 202) throw new Error(`${order.key}: ${answer.status} ${JSON.stringify(answer.body)}`)
  order.redemptionId = answer.body.id
  step()
}

/** Half of the orders whose answer was lost are sent again; the others stay in doubt. */
function retries(orders: readonly Order[], random: Random): Order[] {
  return orders.filter(({ redemptionId }) => redemptionId === null && below(random, 2) === 0)
}

function stepsUntil(count: number, act: () => void): () => void {
  let left = count
  return () => {
    if (--left === 0) act()
  }
}

async function mint(operator: Client, product: (typeof PRODUCTS)[number], count: number): Promise<string[]> {
  const body = { family: 'sim-activation', product, count }
  const headers = { 'idempotency-key': `ordeal-${product.simKind}` }
  const order = await operator.ask<{ id: string }>('POST', '/api/v1/batches', { body, headers })
  if (order.status !== 202) throw new Error(`minting answered ${order.status}`)
  const { id } = order.body
  await operator.ask('GET', `/api/v1/batches/${id}?wait=true`)
  const codes = (await operator.text(`/api/v1/batches/${id}/export.csv`)).trim().split('\r\n').slice(1)
  return codes.map((line) => line.split(',')[1] ?? '')
}
