import { useEffect, useId, useRef } from 'react'
import type { Device, Sim } from '../api-types.ts'
import { useLanguage } from '../language/language.tsx'
import type { Attempt } from './attempt.ts'
import { CodeForm } from './CodeForm.tsx'
import { PreviewView } from './PreviewView.tsx'
import { RedemptionView } from './RedemptionView.tsx'
import type { AttemptActs } from './use-attempt.ts'

/** Enter a code, see what it would do, say OK, watch it arrive. A native dialog: the browser keeps the focus inside and gives it back. */
export function RedeemDialog(props: {
  device: Device
  sim: Sim
  attempt: Attempt
  acts: AttemptActs
  onClose: () => void
}) {
  const { device, sim, attempt, acts, onClose } = props
  const { text } = useLanguage()
  const dialog = useRef<HTMLDialogElement>(null)
  const title = useRef<HTMLHeadingElement>(null)
  const titleId = useId()

  useEffect(() => dialog.current?.showModal(), [])
  // A new phase replaces what had the focus; without this a screen reader would be left nowhere.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the phase is the reason
  useEffect(() => {
    const active = document.activeElement
    if (active === null || active === document.body || active === dialog.current) title.current?.focus()
  }, [attempt.phase])

  return (
    <dialog ref={dialog} aria-labelledby={titleId} onClose={onClose}>
      <header>
        <h2 id={titleId} ref={title} tabIndex={-1}>
          {text('console.redeem.title', { sim: text(`sim.${sim.kind}`) })}
        </h2>
        <p className="soft">{device.name}</p>
      </header>
      {(attempt.phase === 'entering' || attempt.phase === 'checking') && (
        <CodeForm attempt={attempt} acts={acts} onCancel={() => dialog.current?.close()} />
      )}
      {(attempt.phase === 'previewed' || attempt.phase === 'sending' || attempt.phase === 'undecided') && (
        <PreviewView attempt={attempt} acts={acts} sim={sim} />
      )}
      {attempt.phase === 'following' && (
        <RedemptionView
          first={attempt.redemption}
          deviceOnline={device.online}
          onOther={acts.other}
          onClose={() => dialog.current?.close()}
        />
      )}
    </dialog>
  )
}
