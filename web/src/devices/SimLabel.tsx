import type { Sim } from '../api-types.ts'
import { useLanguage } from '../language/language.tsx'
import { useWorld } from '../world.tsx'
import { simStanding } from './sim-standing.ts'

/** The SIM's kind by its name, what its value means, and how urgent it is. */
export function SimLabel(props: { sim: Sim }) {
  const { text } = useLanguage()
  const { browser } = useWorld()
  const standing = simStanding(props.sim, browser.now())
  return (
    <span className="simLabel">
      <strong>{text(`sim.${props.sim.kind}`)}</strong>
      {standing.kind === 'balance' && <span className="soft">{text('console.sim.balance')}</span>}
      {standing.kind === 'valid' && <span className="soft">{text('console.sim.validUntil')}</span>}
      {standing.kind === 'ended' && <span className="badge refused">{text('console.sim.ended')}</span>}
      {standing.kind === 'balance' && standing.tone === 'bad' && (
        <span className="badge refused">{text('console.sim.empty')}</span>
      )}
      {standing.kind === 'valid' && standing.tone === 'soon' && (
        <span className="badge sent">{text('console.sim.daysLeft', { days: standing.daysLeft })}</span>
      )}
    </span>
  )
}
