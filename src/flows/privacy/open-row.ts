import { openAnswer, openContact } from '../../accounts/contacts.ts'
import { openNumber } from '../../accounts/phone.ts'
import { licenceCode } from '../../licences/licence.ts'
import type { Row } from '../../store/held-rows.ts'
import type { House } from '../house.ts'
import { openWords } from '../mail/queue-mail.ts'
import { openAddress } from '../recipients/address.ts'
import { openDialogue } from '../sms/dialogue-row.ts'
import { openSms } from '../sms/outbox.ts'

/** What is sealed in a table: the columns that opening it takes, and what it says in clear. */
type Opener = { columns: readonly string[]; open(house: Pick<House, 'keys'>, row: never): object | null }

const NUMBER: Opener = {
  columns: ['number_sealed', 'seal_key_id'],
  open: ({ keys }, row) => ({ number: openNumber(keys, row) }),
}

/** By table. What is not here is shown as it stands. */
export const OPENERS: Readonly<Record<string, Opener>> = {
  phones: NUMBER,
  sms_numbers: NUMBER,
  licences: {
    columns: ['id', 'code_sealed', 'seal_key_id', 'ends_at', 'created_at'],
    open({ keys }, row: { id: string; code_sealed: Uint8Array; seal_key_id: string }) {
      const sealed = { id: row.id, sealed: row.code_sealed, sealKeyId: row.seal_key_id, endsAt: 0, createdAt: 0 }
      return { code: licenceCode(keys, sealed) }
    },
  },
  recipients: {
    columns: ['id', 'address_sealed', 'seal_key_id'],
    open: ({ keys }, row) => ({ address: openAddress(keys, row) }),
  },
  contacts: {
    columns: ['id', 'sealed', 'seal_key_id'],
    open({ keys }, row: Parameters<typeof openContact>[1]) {
      const { withdrawal: _secret, ...words } = openContact(keys, row) ?? {}
      return words
    },
  },
  contact_answers: {
    columns: ['id', 'sealed', 'seal_key_id'],
    open: ({ keys }, row: Parameters<typeof openAnswer>[1]) => ({ answer: openAnswer(keys, row) }),
  },
  mails: { columns: ['id', 'sealed', 'seal_key_id'], open: (house, row) => openWords(house, row) },
  sms_messages: {
    columns: ['id', 'number_sealed', 'text_sealed', 'seal_key_id'],
    open: (house, row) => openSms(house, row),
  },
  sms_dialogue: {
    columns: ['id', 'text_sealed', 'answer_sealed', 'seal_key_id'],
    open: (house, row) => openDialogue(house, row),
  },
}

/** Columns that end in `_at` are instants, in milliseconds since 1970. */
const INSTANT = /(^|_)at$|^since$/

/** A row as its owner is shown it: what was sealed in clear, instants as ISO 8601, bytes not at all. @param shows the columns told */
export function openRow(
  house: House,
  table: string,
  shows: readonly string[],
  row: Row,
  instant: (at: number) => string,
): Row {
  const told: Row = {}
  for (const column of shows) {
    const value = row[column]
    if (value instanceof Uint8Array) continue
    told[column] = typeof value === 'number' && INSTANT.test(column) ? instant(value) : value
  }
  return { ...told, ...opened(house, table, row) }
}

/** One row that cannot be opened must not keep all others from their owner. */
function opened(house: House, table: string, row: Row): object {
  try {
    return OPENERS[table]?.open(house, row as never) ?? {}
  } catch (error) {
    house.world.log.error({ table, error }, 'a row cannot be opened')
    return { unreadable: true }
  }
}
