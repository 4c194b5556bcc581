import { openNumber } from '../../src/accounts/phone.ts'
import { openDialogue } from '../../src/flows/sms/dialogue-row.ts'
import type { ModemWorld, Sending } from './modem-world.ts'

export type Said = { from: string; text: string }
type Outbox = Awaited<ReturnType<typeof outboxOf>>
type Row = Awaited<ReturnType<typeof rowsOf>>[number]

/** What is wrong with how it ended, in words: a message from a phone that was lost or stands twice, an answer that nobody got or that came more often than was in doubt. */
export async function faultsOf(story: ModemWorld, said: readonly Said[]): Promise<string[]> {
  const { world, sim } = story
  const { desk } = world.running()
  const rows = await rowsOf(story)
  const outbox = await outboxOf(story)
  const faults: string[] = []
  for (const { from, text } of said) {
    const times = rows.filter((row) => row.text === text && row.from === from).length
    if (times !== 1) faults.push(`"${text}" stands ${times} times in the log`)
  }
  if (rows.length > said.length) faults.push(`${said.length} messages, ${rows.length} in the log`)
  if (sim.modem.state().messages > 0) faults.push(`${sim.modem.state().messages} messages lie on the SIM`)
  if (desk.waiting().messages > 0) faults.push(`${desk.waiting().messages} messages are in hand`)
  for (const row of rows) faults.push(...made(row, outbox))
  for (const row of outbox) faults.push(...doubted(row, story.sendings))
  // Answers that say the same to the same phone cannot be told apart there.
  for (const [name, group] of Map.groupBy(rows, ({ from, answer }) => `${from} ${answer}`))
    faults.push(...arrived(story, name, group, outbox))
  const strangers = [...new Set(said.map(({ from }) => from))].flatMap((from) =>
    sim.phone(from).shown.filter(({ text }) => !rows.some((row) => row.from === from && row.answer === text)),
  )
  for (const { text } of strangers) faults.push(`nobody was to be told "${text}"`)
  return faults
}

/** Whether nothing is under way, and nothing waits to be. */
export async function isAtRest(story: ModemWorld): Promise<boolean> {
  const { world, sim } = story
  const outbox = await outboxOf(story)
  const open = outbox.some(({ due_at }) => due_at !== null)
  return !open && world.running().desk.waiting().messages === 0 && sim.modem.state().messages === 0
}

/** One answer, or none where it was suppressed. */
function made({ text, sms_id, direct, suppressed, said, id }: Row, outbox: Outbox): string[] {
  const answers = (sms_id ? 1 : 0) + (direct ? 1 : 0)
  const named = outbox.filter(({ once }) => once === `answer:${id}`).length
  if (answers !== (suppressed ? 0 : 1) || named !== (sms_id ? 1 : 0))
    return [`"${text}" (${said ?? suppressed}) has ${answers} answers, ${named} in the outbox`]
  return []
}

/** A message is in doubt where a sending was, or where a process died over it; and ends in a state that agrees with what the driver said. */
function doubted(row: Outbox[number], sendings: readonly Sending[]): string[] {
  const mine = sendings.filter(({ id }) => id === row.id)
  const unclear = mine.filter(({ outcome }) => outcome === 'unclear').length
  const taken = mine.filter(({ outcome }) => outcome === 'taken').length
  // Claimed, and its process dead before that was settled: before, in, or after the sending.
  const deaths =
    row.attempts - unclear - mine.filter(({ outcome, orphaned }) => outcome === 'unavailable' && !orphaned).length
  const faults: string[] = []
  if (row.doubts > unclear + deaths) faults.push(`${row.id} has ${row.doubts} doubts, ${unclear} unclear sendings`)
  if (row.doubts < unclear) faults.push(`${row.id} was unclear ${unclear} times with ${row.doubts} doubts`)
  if (mine.length > row.attempts) faults.push(`${row.id} was sent ${mine.length} times with ${row.attempts} claims`)
  const last = mine.at(-1)
  if (!['delivered', 'handed-over', 'unclear'].includes(row.state))
    faults.push(`${row.id} is ${row.state} ${row.reason}`)
  if (['delivered', 'handed-over'].includes(row.state) && taken === 0)
    faults.push(`${row.id} is ${row.state}, never taken`)
  if (row.state === 'unclear' && last?.outcome === 'unavailable' && !last.orphaned)
    faults.push(`${row.id} rests, and could not be sent`)
  return faults
}

/** What a phone shows lies between what certainly left and what may have. */
function arrived({ sim, sendings }: ModemWorld, name: string, group: readonly Row[], outbox: Outbox): string[] {
  const [first] = group
  if (!first) return []
  const shown = sim.phone(first.from).shown.filter(({ text }) => text === first.answer).length
  let [least, most, promised] = [0, 0, 0]
  for (const row of group) {
    const message = outbox.find(({ id }) => id === row.sms_id)
    const mine = sendings.filter(({ id }) => id === row.sms_id)
    const without = sendings.filter(({ id }) => id === row.id)
    const count = (of: readonly Sending[], ...kinds: Sending['outcome'][]) =>
      of.filter(({ outcome }) => kinds.includes(outcome)).length
    least += count(mine, 'taken') + count(without, 'taken')
    const maybe = count(without, 'taken', 'unclear', 'died')
    // An answer without the ledger, and its process dead before that was written down, may come once more.
    most += message ? 1 + message.doubts + maybe : maybe
    if (message && maybe > 0 && count(without, 'unclear') > 0) return [`${name} was sent though its answer was unclear`]
    if (message?.state === 'delivered' || message?.state === 'handed-over' || row.direct === 'handed-over') promised++
    if (!message && without.length > 0 && maybe > 1) return [`${name} was sent ${maybe} times without the ledger`]
  }
  if (shown < Math.max(least, promised)) return [`${name}: ${Math.max(least, promised)} left, ${shown} came`]
  return shown > most ? [`${name} came ${shown} times, at most ${most} could`] : []
}

async function rowsOf({ world }: ModemWorld) {
  const { house } = world.running()
  const rows = await house.ledger.reads.selectFrom('sms_dialogue').selectAll().execute()
  return rows.map((row) => {
    const { text, answer } = openDialogue(house, row)
    return { ...row, from: openNumber(house.keys, row), text, said: row.answer, answer }
  })
}

function outboxOf({ world }: ModemWorld) {
  return world.running().house.ledger.reads.selectFrom('sms_messages').selectAll().execute()
}
