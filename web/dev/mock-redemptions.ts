import type { Device, Preview, Redemption, RedemptionState, SimEffect, SimState } from '../src/api-types.ts'

const STEP_MS = 1_500
const TOP_UP_MINOR = 10_000

/** What the code would do, as the preview tells it. */
export function mockPreview(device: Device, code: string): Preview {
  const { online, lastSeenAt, batteryPercent = 0, sim } = device
  return {
    family: 'sim-activation',
    effect: { ...effectOn(device), after: afterOn(device) },
    ...(sim?.validUntil ? { countedFrom: sim.validUntil } : {}),
    notices: /[a-z]/.test(code) ? ['raised-to-capitals'] : [],
    device: { online, lastSeenAt, batteryPercent },
  }
}

export function mockRedemption(id: string, device: Device): Redemption {
  const history: Redemption['history'] = [{ state: 'queued', at: new Date().toISOString() }]
  return { id, state: 'queued', family: 'sim-activation', deviceId: device.id, effect: effectOn(device), history }
}

export function step(redemption: Redemption, state: RedemptionState): void {
  redemption.state = state
  redemption.history.push({ state, at: new Date().toISOString() })
}

/** Takes a redemption from rung to rung while its collar is online, and leaves it standing where it is not. */
export function climb(redemption: Redemption, device: Device, end: 'applied' | 'refused', tell: () => void): void {
  const timer = setInterval(() => {
    if (redemption.state === 'cancelled') clearInterval(timer)
    if (redemption.state === 'cancelled' || !device.online) return
    step(redemption, redemption.state === 'queued' ? 'sent' : end)
    if (redemption.state === 'applied' && 'iccid' in redemption.effect) apply(redemption.effect, device)
    if (redemption.state === 'refused') redemption.reason = 'other-iccid'
    if (redemption.state === end) clearInterval(timer)
    tell()
  }, STEP_MS)
}

function apply(effect: SimEffect, device: Device): void {
  const { balanceMinor, currency, validUntil } = device.sim ?? {}
  effect.before = validUntil ? { validUntil } : { balanceMinor: balanceMinor ?? 0, currency: currency ?? '' }
  effect.after = afterOn(device)
  if (device.sim) Object.assign(device.sim, effect.after, { reportedAt: new Date().toISOString() })
}

function effectOn({ sim }: Device): SimEffect {
  const { kind = 'tele2', iccid = '' } = sim ?? {}
  return kind === 'travel-sim'
    ? { type: 'sim-top-up', simKind: kind, iccid, amountMinor: TOP_UP_MINOR, currency: 'SEK' }
    : { type: 'sim-extend', simKind: kind, iccid, period: 'P1Y' }
}

function afterOn({ sim }: Device): SimState {
  if (sim?.balanceMinor !== undefined) return { balanceMinor: sim.balanceMinor + TOP_UP_MINOR, currency: 'SEK' }
  const from = new Date(Math.max(Date.now(), Date.parse(sim?.validUntil ?? '')))
  from.setUTCFullYear(from.getUTCFullYear() + 1)
  return { validUntil: from.toISOString() }
}
