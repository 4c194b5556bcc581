import { createHmac } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Dongle } from '../../src/serial/dongle/session.ts'
import { systemRandom } from '../../src/std/random.ts'
import { greeted, ok } from './answers.ts'
import type { AskedBoard } from './asked.ts'
import type { Board } from './board.ts'

/** Who the dongle is and what it tells, as the backend's own driver reads it; nothing is changed (docs/protocol/dongle.md §4). */
export function identityContract(board: () => Board, asked: Pick<AskedBoard, 'port' | 'key'>): void {
  const random = systemRandom()
  let dongle: Dongle
  beforeAll(async () => {
    dongle = await greeted(board())
  })
  afterAll(() => dongle.close())

  test('its self-test finds nothing', async () => {
    expect(ok(await dongle.selfTest())).toEqual([])
  })

  test('it has a Carat-ID and a key version', async () => {
    const { caratId, keyVersion } = ok(await dongle.identity(new Uint8Array(16)))
    expect(caratId).not.toBe('00000000')
    expect(keyVersion).toBeGreaterThanOrEqual(1)
  })

  if (asked.port === null || asked.key)
    test('it proves that it holds its key, for every challenge anew', async () => {
      for (let round = 0; round < 5; round++) {
        const challenge = random.bytes(16)
        const { licenceNumber, proof } = ok(await dongle.identity(challenge))
        const mac = createHmac('sha256', board().key ?? '')
          .update('koppel/v1/dongle-identity\0')
          .update(challenge)
          .update(Buffer.from(licenceNumber, 'hex'))
        expect(Buffer.from(proof).toString('hex')).toBe(mac.digest('hex'))
      }
    })

  test('licences and identity tell the same fingerprint, and nothing is held without user information', async () => {
    const { fingerprint } = ok(await dongle.identity(new Uint8Array(16)))
    const licences = ok(await dongle.licences())
    expect(licences.fingerprint).toBe(fingerprint)
    if (fingerprint === '00000000')
      expect(licences).toMatchObject({ points: 0, e: false, counters: { points: 0, e: 0 } })
  })

  test('its clock does not go back', async () => {
    const first = ok(await dongle.status()).up_s
    expect(ok(await dongle.status()).up_s).toBeGreaterThanOrEqual(first)
  })

  test('closed and opened again it is greeted as the same dongle', async () => {
    const { caratId } = ok(await dongle.identity(new Uint8Array(16)))
    const { session } = ok(await dongle.status())
    await dongle.close()
    dongle = await greeted(board())
    expect(ok(await dongle.hello()).session).toBeGreaterThan(session)
    expect(ok(await dongle.identity(new Uint8Array(16))).caratId).toBe(caratId)
  })
}
