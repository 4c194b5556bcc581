type Carried = { validUntil?: string; balanceMinor?: number; currency?: string }

/** What a receipt states (docs/protocol/receipt.md §2), as far as the page shows it. */
export type Statement = {
  redemption: string
  account?: string
  family: string
  redeemedAt: string
  appliedAt: string
  effect: { type: string; simKind?: string; iccid?: string; period?: string; amountMinor?: number; currency?: string }
  device?: { kind: string; serial: string; counter: number; before?: Carried; after?: Carried }
}

/** The statement inside a receipt's body; null for what is none. The page shows what our own server sent: checking is `koppel receipt verify`. */
export function statementIn(body: string): Statement | null {
  try {
    const read = JSON.parse(body) as Partial<Statement> | null
    const whole = read?.redemption && read.family && read.redeemedAt && read.appliedAt && read.effect
    return whole ? (read as Statement) : null
  } catch {
    return null
  }
}

/** Whether a paper's digest is that of the receipt; null when there is no paper. */
export function paperFits(paper: string | undefined, digest: string): boolean | null {
  return paper === undefined || paper === '' ? null : paper === digest
}
