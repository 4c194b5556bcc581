import { useLanguage } from '../language/language.tsx'
import { BATTERY_LOW_PERCENT, signalBars } from './levels.ts'

/** Battery as a small cell and its percentage. */
export function Battery(props: { percent: number | undefined }) {
  const { text, format } = useLanguage()
  if (props.percent === undefined) return <span className="soft">{text('console.device.notReported')}</span>
  const low = props.percent < BATTERY_LOW_PERCENT
  return (
    <span className={low ? 'gauge low' : 'gauge'}>
      <svg viewBox="0 0 26 12" width="26" height="12" aria-hidden="true">
        <rect className="outline" x="0.75" y="0.75" width="21.5" height="10.5" rx="2.5" />
        <rect className="outline" x="23.5" y="4" width="1.5" height="4" rx="0.75" />
        <rect className="fill" x="2.5" y="2.5" width={(18 * Math.min(100, props.percent)) / 100} height="7" rx="1" />
      </svg>
      {format.percent(props.percent)}
    </span>
  )
}

/** Signal as four bars and a word; the measured value is its title. */
export function Signal(props: { dBm: number | undefined }) {
  const { text, format } = useLanguage()
  if (props.dBm === undefined) return <span className="soft">{text('console.device.notReported')}</span>
  const bars = signalBars(props.dBm)
  const word = ['none', 'weak', 'weak', 'fair', 'good'][bars] ?? 'none'
  return (
    <span className="gauge" title={format.signal(props.dBm)}>
      <svg viewBox="0 0 20 12" width="20" height="12" aria-hidden="true">
        {[1, 2, 3, 4].map((bar) => (
          <rect
            key={bar}
            className={bar <= bars ? 'fill' : 'empty'}
            x={(bar - 1) * 5}
            y={12 - bar * 3}
            width="3.5"
            height={bar * 3}
            rx="0.8"
          />
        ))}
      </svg>
      {text(`console.signal.${word}`)}
    </span>
  )
}
