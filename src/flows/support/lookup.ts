import { type Actor, actorName } from '../../accounts/actor.ts'
import { can } from '../../accounts/can.ts'
import { standingOf } from '../../accounts/standing.ts'
import { isId } from '../../std/ids.ts'
import { record } from '../../store/audit.ts'
import { alarmsOf, type SeenAlarm } from '../alarms/see-alarms.ts'
import type { House } from '../house.ts'
import type { LedgerReads } from '../tables.ts'
import { accountsCalled, accountsKnown, type FoundAccount, type FoundAccounts } from './accounts.ts'
import { codesOf, devicesOf, type FoundBatchCode, type FoundDevice } from './codes.ts'
import { findNamed, type Named, redemptionIds } from './find.ts'
import { type HeldBack, heldBackAt } from './held.ts'
import { type FoundDeed, historyOf } from './history.ts'
import { type FoundLicence, licencesOf } from './licences.ts'
import { type FoundRedemption, redemptionsOf } from './redemptions.ts'
import { type FoundRelease, releasesFound, releasesNamed } from './releases.ts'

/** Everything that the house knows of what a text names; instants in milliseconds since 1970. All empty: it names nothing. */
export type Finding = {
  accounts: FoundAccount[]
  /** Whether there are accounts besides that fit. */
  moreAccounts: boolean
  codes: FoundBatchCode[]
  /** Of the app. */
  licences: FoundLicence[]
  devices: FoundDevice[]
  redemptions: FoundRedemption[]
  /** Of licences for dongles. */
  releases: FoundRelease[]
  /** Of the devices, newest first. */
  alarms: SeenAlarm[]
  /** Refusals that are only counted, for now. */
  held: HeldBack[]
  /** Newest first. */
  history: FoundDeed[]
}

/** What support sees of a device is a page, not an export. */
const ALARMS_MAX = 20
/** The subject of a look that found nothing. */
const NOTHING = 'nothing'

/**
 * Tells staff the whole history of a code, a licence code, a licence number, an unlock code, an order, a device or a redemption, and which accounts a caller's address, number or name means.
 * The looking itself is audited, by the id of what was found: of accounts, one entry for each.
 * @throws ProblemError `try-again-later`
 */
export async function supportLookup(house: House, actor: Actor, text: string): Promise<Finding | 'forbidden'> {
  return house.ledger.transact('support-lookup', async (tx): Promise<Finding | 'forbidden'> => {
    if (!can(await standingOf(tx, actor), 'support', null)) return 'forbidden'
    const found = await findNamed(tx, house.keys, text)
    const redemptions = await redemptionsOf(tx, await redemptionIds(tx, found))
    const codeIds = [...new Set([...found.codes, ...redemptions.map(({ codeId }) => codeId)])]
    const codes = await codesOf(tx, codeIds)
    const licences = await licencesOf(tx, found.licences)
    const releases = await releasesFound(tx, house, await releasesNamed(tx, house, text))
    const { accounts, more } = await accountsNamed(tx, house, text, subjectOf(found, releases))
    const subjects = [
      ...found.subjects,
      ...codeIds.map((id) => `code:${id}`),
      ...codes.map(({ batch }) => `batch:${batch.id}`),
      ...redemptions.map(({ id }) => `redemption:${id}`),
      ...found.devices.map((id) => `device:${id}`),
      ...licences.flatMap(subjectsOfLicence),
      ...releases.flatMap(subjectsOf),
      ...(accounts.length === 1 ? accounts.map(({ id }) => `account:${id}`) : []),
    ]
    const history = await historyOf(tx, [...new Set(subjects)])
    const held = await heldBackAt(tx, found.id, subjects)
    for (const subject of looked(subjectOf(found, releases), accounts))
      await record(tx, house.world, {
        actor: actorName(actor),
        act: 'support-lookup',
        accountId: null,
        subject,
        details: '{}',
      })
    const devices = await devicesOf(tx, found.devices)
    const alarms = await alarmsOf(tx, { limit: ALARMS_MAX, accounts: 'all', devices: found.devices })
    return { accounts, moreAccounts: more, codes, licences, devices, redemptions, releases, alarms, held, history }
  })
}

/** Words are looked for in names only where they name nothing else. */
async function accountsNamed(tx: LedgerReads, { keys }: House, text: string, found: string): Promise<FoundAccounts> {
  const known = await accountsKnown(tx, keys, text)
  return known.accounts.length > 0 || found !== NOTHING || isId(text.trim()) ? known : accountsCalled(tx, text)
}

function looked(found: string, accounts: readonly FoundAccount[]): string[] {
  const seen = accounts.map(({ id }) => `account:${id}`)
  return found === NOTHING && seen.length > 0 ? seen : [found, ...seen.filter((one) => one !== found)]
}

/** What its holder tried without success stands at an account. */
function subjectsOfLicence({ id, userId, accounts }: FoundLicence): string[] {
  return [`licence:${id}`, `user:${userId}`, ...accounts.map((account) => `account:${account.id}`)]
}

function subjectsOf({ id, order, messages, unlocks }: FoundRelease): string[] {
  const devices = unlocks.map(({ deviceId }) => `device:${deviceId}`)
  const said = messages.map((message) => `sms:${message.id}`)
  return [`release:${id}`, ...(order ? [`order:${order.id}`] : []), ...said, ...devices]
}

function subjectOf(
  { codes, devices, redemptions, licences, subjects }: Named,
  releases: readonly FoundRelease[],
): string {
  if (codes[0]) return `code:${codes[0]}`
  if (licences[0]) return `licence:${licences[0]}`
  if (devices[0]) return `device:${devices[0]}`
  if (releases[0] && !redemptions[0]) return `release:${releases[0].id}`
  return redemptions[0] ? `redemption:${redemptions[0]}` : (subjects[0] ?? NOTHING)
}
