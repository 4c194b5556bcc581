/** States of a command and of the redemption that it serves. */
export const COMMAND_STATES = ['queued', 'sent', 'applied', 'refused', 'cancelled', 'expired'] as const
export type CommandState = (typeof COMMAND_STATES)[number]

/** What can happen to a command. `refuse` is an authenticated refusal or an authenticated proof of having been passed over. */
export const COMMAND_INPUTS = ['send', 'apply', 'refuse', 'cancel', 'expire'] as const
export type CommandInput = (typeof COMMAND_INPUTS)[number]

/** Why an input has no effect; the state stays. */
export type NoTransition = 'already-settled' | 'not-sent-yet' | 'already-sent' | 'never-expires'

/**
 * The one transition function of a command. What was paid for (`effect`) never expires; a passing command may, and a late answer still wins.
 * `cancel` is only possible before the first byte could have left. An answer to a queued command is a lie or a replay: nothing has been sent.
 */
export function transition(
  state: CommandState,
  input: CommandInput,
  effect: boolean,
): { to: CommandState } | { stays: NoTransition } {
  switch (state) {
    case 'queued':
      if (input === 'send') return { to: 'sent' }
      if (input === 'cancel') return { to: 'cancelled' }
      if (input === 'expire') return effect ? { stays: 'never-expires' } : { to: 'expired' }
      return { stays: 'not-sent-yet' }
    case 'sent':
      if (input === 'apply') return { to: 'applied' }
      if (input === 'refuse') return { to: 'refused' }
      if (input === 'expire') return effect ? { stays: 'never-expires' } : { to: 'expired' }
      return { stays: 'already-sent' }
    case 'expired':
      if (input === 'apply') return { to: 'applied' }
      if (input === 'refuse') return { to: 'refused' }
      return { stays: 'already-settled' }
    case 'applied':
    case 'refused':
    case 'cancelled':
      return { stays: 'already-settled' }
  }
}
