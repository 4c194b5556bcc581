import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { type Figure, figure } from '../figure.ts'
import type { DeskQuestion } from '../house/desk-process.ts'
import { inNewDirectory } from '../house/house.ts'
import { median, quantile } from '../measure/quantile.ts'
import { rounds } from '../measure/rounds.ts'
import { type RawEngine, startReplay } from '../peers/raw-engine.ts'
import type { RecordAnswersOrder } from '../peers/record-answers-process.ts'
import { type Asked, startChild } from '../process/child.ts'

/** So many that nobody comes near the sixty answers an hour that one may have. */
const PHONES = 200
/** Messages of one round. */
const ROUND = { burst: 200, single: 20, raw: 200 }
const PEER = 'node:sqlite'

/**
 * SMS in until its answer is handed to the transport, through inbox, ledger and outbox, each of the three on disk before the next: how many a second with none lost, and how long for one alone. Beside it
 * the one transaction that judges and answers, on the bare engine.
 */
export function smsAnswerFigures(): Promise<Figure[]> {
  return inNewDirectory(async (directory) => {
    const files = join(directory, 'desk')
    await mkdir(files)
    const desk = startChild(new URL('../house/desk-process.ts', import.meta.url), [files])
    await desk.ask({ kind: 'open', phones: PHONES } satisfies DeskQuestion)
    const order: Omit<RecordAnswersOrder, 'seedFile' | 'recordingFile'> = {
      ...{ ledgerFile: join(directory, 'recorded.db'), phones: PHONES, messages: ROUND.raw },
    }
    const raw = await startReplay(directory, new URL('../peers/record-answers-process.ts', import.meta.url), order)
    try {
      return await measure(desk, raw)
    } finally {
      await Promise.all([desk.stop(), raw.stop()])
    }
  })
}

async function measure(desk: Asked, raw: RawEngine): Promise<Figure[]> {
  const singles: number[][] = []
  const rate = await rounds({
    burst: () => desk.ask<number>({ kind: 'burst', messages: ROUND.burst } satisfies DeskQuestion),
    raw: () => raw.round(),
    async single() {
      const took_ms = await desk.ask<number[]>({ kind: 'single', messages: ROUND.single } satisfies DeskQuestion)
      singles.push(took_ms)
      return median(took_ms)
    },
  })
  // As the rounds have it, the first does not count.
  const took_ms = singles.slice(1).flat()
  const peer = `${PEER}, the same ${raw.statements} statements in one durable transaction`
  const one = { name: peer, value: 1_000 / rate.raw }
  return [
    figure('sms-answers', 'messages/s', { value: rate.burst, peer: { name: peer, value: rate.raw } }),
    figure('sms-answer', 'ms, median', { value: median(took_ms), peer: one }),
    // Against the median of the peer as well: a disk that stalls once must not excuse a desk that stalls.
    figure('sms-answer-p99', 'ms, p99', { value: quantile(took_ms, 0.99), peer: one }),
  ]
}
