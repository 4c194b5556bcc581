import type { Figure } from './figure.ts'
import { alarmFigures } from './figures/alarms.ts'
import { chartFigures } from './figures/chart.ts'
import { CROWD_FIGURES, crowdFigures } from './figures/crowd.ts'
import { FORGOT_FIGURES, forgotFigures } from './figures/forgot-time.ts'
import { guessFigures } from './figures/guesses.ts'
import { identifyFigures } from './figures/identify.ts'
import { IDLE_FIGURES, idleFigures } from './figures/idle-connections.ts'
import { ACK_FIGURES } from './figures/ingest-acks.ts'
import { PACKED_FIGURE, packedFigures, SUSTAINED_FIGURES, sustainedFigures } from './figures/ingest-sustained.ts'
import { manyCodesFigures } from './figures/many-codes.ts'
import { memoryFigures } from './figures/memory.ts'
import { mintFigures } from './figures/mint.ts'
import { okToAppliedFigures } from './figures/ok-to-applied.ts'
import { LATENCY_FIGURES, latencyFigures } from './figures/puback-latency.ts'
import { redeemFigures } from './figures/redeem.ts'
import { reportBytesFigures } from './figures/report-bytes.ts'
import { RUNWAY_FIGURES, runwayFigures } from './figures/runway.ts'
import { serialFramesFigures } from './figures/serial-frames.ts'
import { serialIdleFigures } from './figures/serial-idle.ts'
import { smsAnswerFigures } from './figures/sms-answers.ts'
import { startToReadyFigures } from './figures/start-to-ready.ts'
import { STORE_FIGURES, storeFigures } from './figures/store-points.ts'

/** What can be measured. Figures that come from the same rounds stand together. */
export const FIGURES: readonly { names: readonly string[]; measure: () => Promise<Figure[]> }[] = [
  { names: ['redeem-32', 'redeem-1', 'commits-per-redemption'], measure: redeemFigures },
  { names: ['ok-to-applied', 'ok-to-applied-p99'], measure: okToAppliedFigures },
  { names: ['start-to-ready-fresh', 'start-to-ready-existing'], measure: startToReadyFigures },
  { names: ['memory-idle', 'memory-1000'], measure: memoryFigures },
  ...ACK_FIGURES,
  { names: SUSTAINED_FIGURES, measure: sustainedFigures },
  { names: [PACKED_FIGURE], measure: packedFigures },
  { names: LATENCY_FIGURES, measure: latencyFigures },
  { names: IDLE_FIGURES, measure: idleFigures },
  { names: STORE_FIGURES, measure: storeFigures },
  { names: CROWD_FIGURES, measure: crowdFigures },
  { names: ['mint-1000000', 'export-1000000', 'mint-memory'], measure: mintFigures },
  { names: ['identify'], measure: identifyFigures },
  { names: ['redeem-among-10m'], measure: manyCodesFigures },
  { names: ['guesses-accepted', 'guesses-judged', 'others-p99-under-guessing'], measure: guessFigures },
  { names: FORGOT_FIGURES, measure: forgotFigures },
  { names: ['report-bytes-packed', 'report-bytes-cbor'], measure: reportBytesFigures },
  { names: ['alarms-evaluate', 'alarms-evaluate-rules'], measure: alarmFigures },
  { names: ['chart-month'], measure: chartFigures },
  { names: RUNWAY_FIGURES, measure: runwayFigures },
  { names: ['serial-frames'], measure: serialFramesFigures },
  { names: ['sms-answers', 'sms-answer', 'sms-answer-p99'], measure: smsAnswerFigures },
  { names: ['serial-idle-cpu'], measure: serialIdleFigures },
]
