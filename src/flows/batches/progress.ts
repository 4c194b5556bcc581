/** `jobs.kind` of minting. */
export const MINT_JOB = 'mint'

/** Where a minting job stands: the next place to derive, and how many codes are stored. They differ by the codes that existed already. */
export type MintProgress = { batchId: string; next: number; done: number }

/** As it stands in `jobs.progress`. */
export function firstProgress(batchId: string): string {
  return progressText({ batchId, next: 0, done: 0 })
}

/** As it stands in `jobs.progress`: the same progress is the same text. */
export function progressText({ batchId, next, done }: MintProgress): string {
  return JSON.stringify({ batchId, next, done })
}

/** @returns what `progressText` was made of */
export function readProgress(text: string): MintProgress {
  return JSON.parse(text) as MintProgress
}
