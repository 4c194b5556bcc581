/** One measured figure. `peer` is what it is compared with, measured in the same run on the same machine. */
export type Figure = {
  name: string
  value: number
  /** Of `value` and `peerValue`. */
  unit: string
  /** null: there is nothing to compare it with. */
  peer: string | null
  peerValue: number | null
  /** value / peerValue. */
  ratio: number | null
  /** What was promised, in words; null = nothing. */
  aim: string | null
  /** Whether the aim was met; null without an aim. */
  ok: boolean | null
}

/** What a figure is held to: its ratio, or its value where there is no peer to divide by. */
export type Aim = { of: 'ratio' | 'value'; least: number } | { of: 'ratio' | 'value'; most: number }

/** Compares and judges. @param measured.peer what the value is compared with */
export function figure(
  name: string,
  unit: string,
  measured: { value: number; peer?: { name: string; value: number } },
  aim?: Aim,
): Figure {
  const { value, peer } = measured
  const ratio = peer ? value / peer.value : null
  const judged = aim?.of === 'ratio' ? ratio : value
  return {
    name,
    value,
    unit,
    peer: peer?.name ?? null,
    peerValue: peer?.value ?? null,
    ratio,
    aim: aim ? aimText(aim) : null,
    ok: aim && judged !== null ? meets(aim, judged) : null,
  }
}

function aimText(aim: Aim): string {
  const bound = 'least' in aim ? `at least ${aim.least}` : `at most ${aim.most}`
  return aim.of === 'ratio' ? `${bound} x` : bound
}

function meets(aim: Aim, judged: number): boolean {
  return 'least' in aim ? judged >= aim.least : judged <= aim.most
}
