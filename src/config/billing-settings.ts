import { type Setting, Unfit, whole } from './setting.ts'

/** The last day that every month has. */
const DAY_MOST = 28

/** The names of billing. */
export const BILLING_SETTINGS = {
  invoiceDay: {
    name: 'KOPPEL_INVOICE_DAY',
    meaning: 'Day of the month on which its invoices are run without anybody ordering it, 1 to 28; 0 = never',
    otherwise: '1; never with `koppel demo`',
    read: whole(0, DAY_MOST),
  },
  invoiceZone: {
    name: 'KOPPEL_INVOICE_ZONE',
    meaning: "The seller's time zone, by whose calendar that day begins, e.g. `Europe/Berlin`",
    otherwise: '`Europe/Stockholm`',
    read(text) {
      try {
        return new Intl.DateTimeFormat('en', { timeZone: text }).resolvedOptions().timeZone
      } catch {
        throw new Unfit('must be a time zone such as Europe/Stockholm')
      }
    },
  },
} as const satisfies Record<string, Setting<unknown>>
