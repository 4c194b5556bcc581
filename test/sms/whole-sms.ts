import type { House } from '../../src/flows/house.ts'
import { openSms } from '../../src/flows/sms/outbox.ts'
import { type SeenSms, seeSms } from '../../src/flows/sms/see-sms.ts'

/** Messages as their telephones show them, newest first, at most 200: what staff see has its codes masked. */
export async function wholeSms(house: House): Promise<SeenSms[]> {
  const seen = await seeSms(house, { kind: 'operator', source: '192.0.2.1' }, { own: false }, { limit: 200 })
  if (seen === 'forbidden') throw new Error(seen)
  const rows = await house.ledger.reads.selectFrom('sms_messages').selectAll().execute()
  const texts = new Map(rows.map((row) => [row.id, openSms(house, row)?.text ?? null]))
  return seen.map((sms) => ({ ...sms, text: texts.get(sms.id) ?? null }))
}
