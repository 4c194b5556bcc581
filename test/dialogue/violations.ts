import { openNumber } from '../../src/accounts/phone.ts'
import { PRICE_LIST, priceOf } from '../../src/billing/price-list.ts'
import { verifyAudit } from '../../src/store/audit-chain.ts'
import { OUR_NUMBER } from './desk-world.ts'
import type { Course } from './ordeal.ts'

/** The disk of a world takes turns of the event loop, in which its clock may jump by a whole step: a death so soon after an answer has left may have kept it from being written down that it had. */
const DYING_MS = 12_000

/** What stands in the way of calling it well: every promise that was broken, in words. */
export async function violations(course: Course): Promise<string[]> {
  const { world } = course
  const { reads } = world.house().ledger
  const rows = await reads.selectFrom('sms_dialogue').selectAll().execute()
  const faults = [
    ...course.carrier.flatMap(({ id, taken }) => {
      const found = rows.filter(({ provider_id }) => provider_id === id).length
      if (!taken) return [`${id} was never taken`]
      return found === 1 ? [] : [`${id} stands ${found} times in the log`]
    }),
    ...rows
      .filter(({ provider_id }) => !course.carrier.some(({ id }) => id === provider_id))
      .map(({ id }) => `${id} was never sent`),
    ...(await answers(course, rows)),
    ...(await money(course, rows)),
  ]
  const audit = await verifyAudit(reads)
  if (audit.kind !== 'sound') faults.push(`the audit chain is broken: ${JSON.stringify(audit)}`)
  const waiting = world.desk().waiting().messages
  if (waiting > 0) faults.push(`${waiting} messages are still in hand`)
  return faults
}

type Row = Awaited<ReturnType<typeof rowsOf>>[number]
const rowsOf = ({ world }: Course) => world.house().ledger.reads.selectFrom('sms_dialogue').selectAll().execute()

/** Each message has one answer, in the outbox or sent without it, or none where it was suppressed; and that left once, but for a death in the very sending. */
async function answers(course: Course, rows: readonly Row[]): Promise<string[]> {
  const { world, takes } = course
  const outbox = await world.house().ledger.reads.selectFrom('sms_messages').selectAll().execute()
  const faults: string[] = []
  for (const row of rows) {
    const name = `${row.provider_id} (${row.answer ?? row.suppressed})`
    const from = openNumber(world.house().keys, row)
    const made = (row.sms_id ? 1 : 0) + (row.direct ? 1 : 0)
    if (made !== (row.suppressed ? 0 : 1)) faults.push(`${name} has ${made} answers`)
    if (!row.suppressed && (!from.startsWith('+') || from === OUR_NUMBER))
      faults.push(`${name} was answered to ${from}`)
    const mine = outbox.filter(({ once }) => once === `answer:${row.id}`)
    if (mine.length !== (row.sms_id ? 1 : 0)) faults.push(`${name} has ${mine.length} messages in the outbox`)
    const direct = takes.filter(({ id }) => id === row.id)
    const sent = takes.filter(({ id }) => id === row.sms_id)
    const doubts = mine[0]?.doubts ?? 0
    if (sent.length > 1 + doubts) faults.push(`${name} left the outbox ${sent.length} times with ${doubts} doubts`)
    if (row.direct === 'handed-over' && direct.length === 0) faults.push(`${name} never left`)
    const died = direct.filter(({ at }) => course.deaths.some((death) => death >= at && death <= at + DYING_MS)).length
    const left = direct.length + (row.sms_id && sent.length > 0 ? 1 : 0)
    if (left > 1 + died) faults.push(`${name} was answered ${left} times, ${died} of them in a death`)
    const [message] = mine
    if (
      message &&
      message.state !== 'handed-over' &&
      message.state !== 'unclear' &&
      !(message.state === 'failed' && message.reason?.startsWith('rejected'))
    )
      faults.push(`${name}: its answer is ${message.state} ${message.reason}`)
  }
  return faults
}

/** Orders, entries and answers that name an order are the same; and nobody paid for what they did not get. */
async function money({ world }: Course, rows: readonly Row[]): Promise<string[]> {
  const { reads } = world.house().ledger
  const orders = await reads.selectFrom('orders').selectAll().orderBy('id').execute()
  const entries = await reads.selectFrom('billing_entries').selectAll().execute()
  const releases = await reads.selectFrom('releases').selectAll().execute()
  const faults: string[] = []
  if (entries.length !== orders.length) faults.push(`${orders.length} orders, ${entries.length} entries`)
  for (const order of orders) {
    const told = rows.filter(({ order_id }) => order_id === order.id)
    if (told.length !== 1) faults.push(`order ${order.number} was told ${told.length} times`)
    const made = releases.filter(({ order_id }) => order_id === order.id)
    if (made.length !== 1) faults.push(`order ${order.number} made ${made.length} releases`)
    const before = releases.filter(
      ({ licence_number, kind, counter }) =>
        licence_number === order.licence_number && kind === 'points' && counter < (made[0]?.counter ?? 0),
    )
    const held = Math.max(0, ...before.map(({ points }) => points ?? 0))
    const type =
      order.kind === 'e' ? ({ kind: 'e' } as const) : ({ kind: 'points', points: order.points ?? 0 } as const)
    const due = priceOf(PRICE_LIST, type, order.kind === 'e' ? 0 : held)
    const paid = entries.filter(({ order_id }) => order_id === order.id).map(({ amount_minor }) => amount_minor)
    if (paid.length !== 1 || paid[0] !== due)
      faults.push(`order ${order.number} costs ${due} and was entered as ${paid}`)
  }
  for (const row of rows)
    if ((row.answer === 'ordered') !== (row.order_id !== null))
      faults.push(`${row.provider_id} is ${row.answer} with order ${row.order_id}`)
  return faults
}
