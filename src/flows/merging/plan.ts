/** What an account has, as far as a merge changes it or its people want to know it. Instants in milliseconds since 1970. */
export type Holdings = {
  accountId: string
  name: string
  users: readonly { userId: string; level: string }[]
  devices: number
  codes: number
  credits: number
  subscriptionEndsAt: number | null
  invoices: number
  /** What is owed, in minor units by currency. */
  owed: Readonly<Record<string, number>>
  /** Entries that no invoice has taken up yet. */
  due: number
  /** Those that are told of alarms: `same` is what two must have in common to be the same one. */
  recipients: readonly { id: string; same: string | null }[]
  /** Alarms that were told. */
  alarms: number
  campaign: boolean
  profile: boolean
}

/** What collides, and how it is settled. */
export type Collision = {
  what: 'user' | 'recipient' | 'subscription' | 'campaign' | 'billing-profile'
  /** `higher-level`, `joined`, `added`, `kept`: the kept account's stays. */
  settled: 'higher-level' | 'joined' | 'added' | 'kept'
  count: number
}

export type MergePlan = {
  gone: { accountId: string; name: string }
  kept: { accountId: string; name: string }
  /** What moves. */
  moves: {
    devices: number
    users: number
    codes: number
    credits: number
    invoices: number
    owed: Record<string, number>
    due: number
    recipients: number
    alarms: number
  }
  collisions: Collision[]
  /** What the kept account has then. */
  after: {
    devices: number
    users: { userId: string; level: string }[]
    credits: number
    subscriptionEndsAt: number | null
    owed: Record<string, number>
  }
  /** Recipients that stand on both, as [the one that goes, the one that stays]. */
  doubles: [string, string][]
}

const LEVELS = ['viewer', 'manager', 'owner']

/** What becoming one account comes to. It reads nothing and does nothing: what is shown to both is what is then done. */
export function planMerge(gone: Holdings, kept: Holdings, now: number): MergePlan {
  const users = new Map(kept.users.map(({ userId, level }) => [userId, level]))
  let both = 0
  for (const { userId, level } of gone.users) {
    const known = users.get(userId)
    if (known !== undefined) both++
    users.set(userId, known !== undefined && LEVELS.indexOf(known) >= LEVELS.indexOf(level) ? known : level)
  }
  const theirs = new Map(kept.recipients.flatMap(({ id, same }) => (same === null ? [] : [[same, id] as const])))
  const doubles = gone.recipients.flatMap(({ id, same }): [string, string][] => {
    const other = same === null ? undefined : theirs.get(same)
    return other === undefined ? [] : [[id, other]]
  })
  const collisions: Collision[] = [
    { what: 'user', settled: 'higher-level', count: both },
    { what: 'recipient', settled: 'joined', count: doubles.length },
    {
      what: 'subscription',
      settled: 'added',
      count: Number(gone.subscriptionEndsAt !== null && kept.subscriptionEndsAt !== null),
    },
    { what: 'campaign', settled: 'kept', count: Number(gone.campaign && kept.campaign) },
    { what: 'billing-profile', settled: 'kept', count: Number(gone.profile && kept.profile) },
  ]
  const { devices, codes, credits, invoices, due, alarms } = gone
  return {
    gone: { accountId: gone.accountId, name: gone.name },
    kept: { accountId: kept.accountId, name: kept.name },
    moves: {
      ...{ devices, codes, credits, invoices, due, alarms, owed: { ...gone.owed } },
      users: gone.users.length - both,
      recipients: gone.recipients.length - doubles.length,
    },
    collisions: collisions.filter(({ count }) => count > 0),
    after: {
      devices: gone.devices + kept.devices,
      users: [...users].map(([userId, level]) => ({ userId, level })),
      credits: gone.credits + kept.credits,
      subscriptionEndsAt: joinedEnd(gone.subscriptionEndsAt, kept.subscriptionEndsAt, now),
      owed: added(gone.owed, kept.owed),
    },
    doubles,
  }
}

/** No time is lost: what is left of the one that ends first is put behind the other. */
export function joinedEnd(one: number | null, other: number | null, now: number): number | null {
  if (one === null || other === null) return one ?? other
  return Math.max(one, other) + Math.max(0, Math.min(one, other) - now)
}

function added(one: Readonly<Record<string, number>>, other: Readonly<Record<string, number>>): Record<string, number> {
  const sum: Record<string, number> = { ...one }
  for (const [currency, minor] of Object.entries(other)) sum[currency] = (sum[currency] ?? 0) + minor
  return sum
}
