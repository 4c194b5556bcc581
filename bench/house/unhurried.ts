import type { BrokerLimits } from '../../broker/types.ts'

/** A generator is a thousand collars in fifty connections: what one of them may send in 10 s would else be what is measured. */
export const UNHURRIED: Partial<BrokerLimits> = { messagesPer10s_max: 100_000_000 }
