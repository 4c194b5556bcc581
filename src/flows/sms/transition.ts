/** States of a message to a phone. `unclear`: it may or may not have reached the network. */
export const SMS_STATES = ['queued', 'sending', 'handed-over', 'delivered', 'failed', 'unclear'] as const
export type SmsState = (typeof SMS_STATES)[number]

/**
 * What can happen to one. `claim`: a process takes it to send it. `hand-over`, `refuse`, `postpone`, `lose`: what that came to, and `lose` also when its process
 * died over it. `lapse`: it is too late for it. `deliver`, `undeliver`: what the network reports.
 */
export const SMS_INPUTS = ['claim', 'hand-over', 'refuse', 'postpone', 'lose', 'lapse', 'deliver', 'undeliver'] as const
export type SmsInput = (typeof SMS_INPUTS)[number]

/** Why an input has no effect; the state stays. */
export type NoSmsTransition = 'not-claimed' | 'claimed' | 'handed-over-already' | 'settled' | 'doubted-too-often'

/** Times that a message is sent again though it may have arrived (docs/decisions, "An unclear message is sent once more"). */
export const RESENDS_MAX = 1

/**
 * The one transition function of a message. @param doubts how often handing it over has ended unclear so far
 */
export function smsTransition(
  state: SmsState,
  input: SmsInput,
  doubts: number,
): { to: SmsState } | { stays: NoSmsTransition } {
  switch (state) {
    case 'queued':
      if (input === 'claim') return { to: 'sending' }
      // What may have arrived once is not called failed because a second sending came too late.
      if (input === 'lapse') return { to: doubts > 0 ? 'unclear' : 'failed' }
      return { stays: 'not-claimed' }
    case 'sending':
      if (input === 'hand-over') return { to: 'handed-over' }
      if (input === 'refuse') return { to: doubts > 0 ? 'unclear' : 'failed' }
      if (input === 'postpone') return { to: 'queued' }
      if (input === 'lose') return { to: 'unclear' }
      return { stays: 'claimed' }
    case 'unclear':
      if (input === 'claim') return doubts > RESENDS_MAX ? { stays: 'doubted-too-often' } : { to: 'sending' }
      // The answer of a transport that was given up came after all.
      if (input === 'hand-over') return { to: 'handed-over' }
      return { stays: 'not-claimed' }
    case 'handed-over':
      if (input === 'deliver') return { to: 'delivered' }
      if (input === 'undeliver') return { to: 'failed' }
      return { stays: 'handed-over-already' }
    case 'delivered':
    case 'failed':
      return { stays: 'settled' }
  }
}
