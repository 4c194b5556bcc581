/** A line of the log: fields first, then what happened, in a few fixed words. Never a code, a password or a whole phone number. */
export type LogLine = (fields: Record<string, unknown>, what: string) => void

/** The part of pino's logger that the house uses, so that tests can hand in a plain object. */
export type Log = { debug: LogLine; info: LogLine; warn: LogLine; error: LogLine }

/** Says nothing. */
export const silent: Log = { debug() {}, info() {}, warn() {}, error() {} }
