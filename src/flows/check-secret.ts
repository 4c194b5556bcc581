import { secretFits, secretHash } from '../devices/secret.ts'
import type { House } from './house.ts'

/** True if this is the device's own secret. A serial that is not known takes as long. @param password the bytes of CONNECT */
export async function checkSecret({ ledger, keys }: House, serial: string, password: Uint8Array): Promise<boolean> {
  const device = await ledger.reads
    .selectFrom('devices')
    .select(['secret_hash', 'secret_key_id'])
    .where('serial', '=', serial)
    .executeTakeFirst()
  const key = device ? keys.byId(device.secret_key_id) : keys.current('device-secret')
  const offered = secretHash(key, serial, Buffer.from(password).toString('utf8'))
  return secretFits(device?.secret_hash ?? new Uint8Array(offered.length), offered) && device !== undefined
}
