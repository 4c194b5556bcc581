import { type DestinationStream, pino } from 'pino'
import type { Clock } from './clock.ts'
import type { Log } from './log.ts'
import { scrub, scrubText } from './scrub.ts'

/**
 * The house's log: one JSON object a line, its time by the house's clock, without codes, passwords, tokens and whole telephone numbers.
 * @param options.level least level that is written
 * @param options.to where lines go; absent = standard output
 */
export function pinoLog(options: { level: string; clock: Pick<Clock, 'now'>; to?: DestinationStream }): Log {
  const logger = pino(
    {
      level: options.level,
      base: null,
      timestamp: () => `,"time":"${new Date(options.clock.now()).toISOString()}"`,
      formatters: { level: (label) => ({ level: label }), log: scrub },
      messageKey: 'what',
    },
    options.to ?? pino.destination({ dest: 1, sync: true }),
  )
  return {
    debug: (fields, what) => logger.debug(fields, scrubText(what)),
    info: (fields, what) => logger.info(fields, scrubText(what)),
    warn: (fields, what) => logger.warn(fields, scrubText(what)),
    error: (fields, what) => logger.error(fields, scrubText(what)),
  }
}
