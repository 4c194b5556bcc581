import { commandKeys } from '../../flows/command-keys.ts'
import type { House } from '../../flows/house.ts'
import type { SeenLicence, SeenSelf } from '../../flows/unlock/see-licences.ts'
import type { SeenUnlock } from '../../flows/unlock/see-unlocks.ts'
import { licenceTypeText } from '../../std/licence-type.ts'
import { instantText } from '../../std/period.ts'
import type { DongleLicencesBody, UnlockBody } from '../dongle-schemas.ts'

/** The licences of a dongle as the API tells them; what it never said is absent. */
export function licencesBody({ self, items }: { self: SeenSelf | null; items: SeenLicence[] }): DongleLicencesBody {
  return {
    ...(self ? { self: { ...self, at: instantText(self.at) } } : {}),
    items: items.map(({ licenceNumber, present, held, saidAt, released, releases }) => ({
      licenceNumber,
      present,
      ...(held ? { held } : {}),
      ...(saidAt === null ? {} : { saidAt: instantText(saidAt) }),
      released,
      releases: releases.map(({ id, type, at, state, reason }) => ({
        id,
        type: licenceTypeText(type),
        releasedAt: instantText(at),
        state,
        ...(reason === null ? {} : { reason }),
      })),
    })),
  }
}

/** An unlock command as the API tells it. */
export function unlockBody({ reason, history, type, ...seen }: SeenUnlock): UnlockBody {
  return {
    ...seen,
    type: licenceTypeText(type),
    ...(reason === null ? {} : { reason }),
    history: history.map(({ state, at }) => ({ state, at: instantText(at) })),
  }
}

/** The keys with which a bridge can check commands, the newest first. */
export function commandKeysBody(house: Pick<House, 'keys'>): { id: string; publicKey: string }[] {
  return commandKeys(house).map(({ id, publicKey }) => ({
    id,
    publicKey: Buffer.from(publicKey).toString('base64url'),
  }))
}
