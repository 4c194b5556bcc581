import { DatabaseSync } from 'node:sqlite'
import { answerMessage } from '../../src/flows/sms/answer-message.ts'
import { received } from '../../src/flows/sms/inbox-frame.ts'
import { Term } from '../../src/flows/sms/term.ts'
import { fetchBy, openDialogueHouse, seedDialogue, TEXTS } from '../house/dialogue.ts'
import { answerAsks } from '../process/answer.ts'
import { writeRecording } from './recording.ts'
import { traceStatements } from './trace-statements.ts'

export type RecordAnswersOrder = {
  ledgerFile: string
  seedFile: string
  recordingFile: string
  phones: number
  messages: number
}

const TERM_MS = 600_000
const trace = traceStatements()

/** Answers messages one by one in a ledger of its own, and writes down the ledger as it was before and every statement of the transaction that answers one. */
answerAsks<RecordAnswersOrder>(async ({ ledgerFile, seedFile, recordingFile, phones: count, messages }) => {
  const house = await openDialogueHouse(ledgerFile, 'unsynced')
  const phones = await seedDialogue(house, count)
  const copy = new DatabaseSync(ledgerFile)
  copy.exec(`vacuum into '${seedFile.replaceAll("'", "''")}'`)
  copy.close()
  const { clock } = house.world
  for (let at = 0; at < messages; at++) {
    const message = received(house.world, fetchBy(phones, at))
    trace.begin()
    const outcome = await answerMessage(
      house,
      { texts: TEXTS, own: new Set() },
      message,
      new Term(clock, clock.monotonic() + TERM_MS),
    )
    trace.end()
    if (outcome.kind !== 'answered' || outcome.name !== 'unlocked')
      throw new Error(`answered: ${JSON.stringify(outcome)}`)
  }
  house.keys.close()
  await house.ledger.close()
  writeRecording(recordingFile, trace.recording())
  return null
})
