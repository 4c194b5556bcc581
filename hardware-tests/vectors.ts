import { readFileSync } from 'node:fs'

/** A SIM's state as the vectors write it. */
export type Carried = { balance: number; currency: string } | { until: string }

/** One case of `commands` in `vectors/collar.json`; README.md says what its members mean. */
export type CommandVector = {
  name: string
  /** Of §5 in docs/protocol/collar.md. */
  step: number
  simKind: string
  first: string[]
  payload: string
  expect: {
    kind: 'rejected' | 'known' | 'old-counter' | 'handled'
    reason?: string
    outcome?: string
    before?: Carried
    after?: Carried
    outcomes?: [number, string][]
    highestCounter: number
  }
}

export type Vectors = {
  cast: {
    clock: number
    collar: { imei: string; key: string; seed: string; publicKey: string }
    backend: { id: string; publicKey: string }[]
    sims: Record<string, { iccid: string; kind: string } & Carried>
  }
  commands: CommandVector[]
}

/** The golden vectors, as committed. */
export function readVectors(): Vectors {
  return JSON.parse(readFileSync(new URL('vectors/collar.json', import.meta.url), 'utf8')) as Vectors
}
