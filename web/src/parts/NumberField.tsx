import { useState } from 'react'

type Props = {
  label: string
  value: number
  /** Both ends included, as `value`. */
  min: number
  max: number
  onValue: (value: number) => void
  testId?: string
  /** What stands behind the number. */
  unit?: string
  disabled?: boolean
  /** How it is written, and read: NaN for what is none. Plain decimals without it. */
  notation?: { write(value: number): string; read(typed: string): number }
}

const PLAIN: NonNullable<Props['notation']> = {
  write: String,
  read: (typed) => Number(typed.trim().replace(',', '.') || Number.NaN),
}

/** Taken when it is left, or by Enter; what is no number within bounds is marked and not taken. */
export function NumberField({ label, value, min, max, onValue, testId, unit, disabled, notation = PLAIN }: Props) {
  const [typed, setTyped] = useState<string | null>(null)
  const number = typed === null ? value : notation.read(typed)
  const sound = number >= min && number <= max
  const take = (): void => {
    if (typed === null || !sound) return
    setTyped(null)
    if (number !== value) onValue(number)
  }
  return (
    <label className="number">
      <span>{label}</span>
      <span className="measure">
        <input
          inputMode="decimal"
          value={typed ?? notation.write(value)}
          aria-invalid={!sound}
          disabled={disabled}
          data-testid={testId}
          onChange={(event) => setTyped(event.target.value)}
          onBlur={take}
          onKeyDown={(event) => {
            if (event.key !== 'Enter') return
            event.preventDefault()
            take()
          }}
        />
        {unit !== undefined && <span>{unit}</span>}
      </span>
    </label>
  )
}
