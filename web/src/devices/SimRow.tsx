import { useState } from 'react'
import type { Device, Sim } from '../api-types.ts'
import { useLanguage } from '../language/language.tsx'
import { SimValue } from '../parts/SimValue.tsx'
import { RedeemDialog } from '../redeem/RedeemDialog.tsx'
import { useAttempt } from '../redeem/use-attempt.ts'
import { SimLabel } from './SimLabel.tsx'

/** The row of the SIM card: what it carries, and the way to enter a code for it. */
export function SimRow(props: { device: Device; sim: Sim }) {
  const { device, sim } = props
  const { text, format } = useLanguage()
  const [open, setOpen] = useState(false)
  const [attempt, acts] = useAttempt(device.id)
  const enter = (): void => {
    // An order whose answer was lost is still there; anything else begins anew.
    acts.other()
    setOpen(true)
  }
  return (
    <>
      <button type="button" className="panel simRow" onClick={enter} data-testid="sim-row">
        <SimLabel sim={sim} />
        <SimValue sim={sim} testId="sim-value" />
        {sim.reportedAt && (
          <span className="soft">{text('console.sim.reported', { when: format.ago(sim.reportedAt) })}</span>
        )}
        <span className="go">{text('console.sim.enter')}</span>
      </button>
      {open && <RedeemDialog device={device} sim={sim} attempt={attempt} acts={acts} onClose={() => setOpen(false)} />}
    </>
  )
}
