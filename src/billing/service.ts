import type { TakenStep } from './dunning.ts'

/** Whether alarms of a class are sent. `ending`: until the day that was announced. */
export type Service = { state: 'on' | 'ending' | 'ended'; endsAt: number | null }
export type Services = { function: Service; security: Service }

/** What changes for those who are told of alarms. `averted`: what was announced does not happen. */
export type ServiceChange = {
  what: 'ends' | 'ended' | 'averted' | 'back'
  classes: 'function' | 'security' | 'both'
  /** The announced day, for `ends`. */
  day: number | null
}

/** By the steps taken for what an account has not paid: function alarms end by a notice and suspension, security alarms by a warning of their own and its day. */
export function servicesBy(steps: readonly TakenStep[]): Services {
  const service = (announced: string, ended: string): Service => {
    if (steps.some(({ step }) => step === ended)) return { state: 'ended', endsAt: null }
    const days = steps.filter(({ step }) => step === announced).flatMap(({ next_at }) => next_at ?? [])
    return days.length === 0 ? { state: 'on', endsAt: null } : { state: 'ending', endsAt: Math.min(...days) }
  }
  const security = service('last-warning', 'stopped')
  return { function: security.state === 'ended' ? security : service('notice', 'suspended'), security }
}

/** What is to be told of how it was and how it is; one change where both classes have it in common. */
export function serviceChanges(before: Services, after: Services): ServiceChange[] {
  const [first, second] = [changeOf(before, after, 'function'), changeOf(before, after, 'security')]
  if (first && second && first.what === second.what && first.day === second.day) return [{ ...first, classes: 'both' }]
  return [first, second].filter((change) => change !== null)
}

function changeOf(before: Services, after: Services, classes: 'function' | 'security'): ServiceChange | null {
  const [was, now] = [before[classes].state, after[classes]]
  if (was === now.state) return null
  if (now.state === 'ending') return { what: 'ends', classes, day: now.endsAt }
  if (now.state === 'ended') return { what: 'ended', classes, day: null }
  return { what: was === 'ending' ? 'averted' : 'back', classes, day: null }
}

/** Whether something that was to be told is still so: who was asleep need not hear of what has passed meanwhile. */
export function stillSo({ what, classes }: Pick<ServiceChange, 'what' | 'classes'>, now: Services): boolean {
  const { state } = now[classes === 'security' ? 'security' : 'function']
  if (what === 'ends') return state === 'ending'
  return what === 'ended' ? state === 'ended' : state !== 'ended'
}
