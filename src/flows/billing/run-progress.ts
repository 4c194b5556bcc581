/** `jobs.kind` of an invoice run; its id is the run's. */
export const RUN_JOB = 'invoice-run'

/** Where a run stands: it enters years first, and then goes through accounts and currencies in their order. */
export type RunProgress = { runId: string; phase: 'years' | 'invoices'; accountId: string; currency: string }

/** As it stands in `jobs.progress`. */
export function firstProgress(runId: string): string {
  return progressText({ runId, phase: 'years', accountId: '', currency: '' })
}

/** As it stands in `jobs.progress`: the same progress is the same text. */
export function progressText({ runId, phase, accountId, currency }: RunProgress): string {
  return JSON.stringify({ runId, phase, accountId, currency })
}

/** @returns what `progressText` was made of */
export function readProgress(text: string): RunProgress {
  return JSON.parse(text) as RunProgress
}
