import { type Static, Type } from 'typebox'
import { Alarm } from './alarm-schemas.ts'
import { Redemption, SimState } from './redemption-schemas.ts'
import { Instant } from './schemas.ts'
import { SupportRelease } from './support-release-schemas.ts'

/** Shapes of the support page. */

export const SupportBody = Type.Object(
  {
    text: Type.String({
      minLength: 1,
      maxLength: 2_000,
      description:
        'A code, a licence code, a licence number, an unlock code, an order number, an IMEI or Carat-ID, or an id out of a support case; or, for accounts, the e-mail address of a user, the number of an invoice, a telephone number (E.164), or beginnings of words of the name',
    }),
  },
  { $id: 'SupportBody', additionalProperties: false },
)
const Facts = Type.Array(Type.Object({ name: Type.String(), value: Type.String() }))
export const SupportFinding = Type.Object(
  {
    accounts: Type.Array(
      Type.Object({ id: Type.String(), name: Type.String(), kind: Type.String(), country: Type.String() }),
      { description: 'In the order of their names, at most 20' },
    ),
    moreAccounts: Type.Boolean({ description: 'Whether there are others that fit' }),
    codes: Type.Array(
      Type.Object({
        id: Type.String(),
        family: Type.String(),
        state: Type.String(),
        last4: Type.Optional(Type.String()),
        activatedAt: Type.Optional(Instant),
        usedAt: Type.Optional(Instant),
        card: Type.Optional(Type.Integer({ description: 'The printed number of its card' })),
        batch: Type.Object({
          id: Type.String(),
          state: Type.String(),
          product: Facts,
          channel: Type.String(),
          soldTo: Type.Optional(Type.String()),
          packSize: Type.Optional(Type.Integer()),
          purchasedAt: Type.Optional(Instant),
          mintedAt: Instant,
          mintedBy: Type.String(),
        }),
      }),
    ),
    licences: Type.Array(
      Type.Object({
        id: Type.String(),
        who: Type.String({ description: 'Whose it is' }),
        accounts: Type.Array(Type.String({ description: 'Their names' })),
        accountIds: Type.Array(Type.String(), { description: 'Of `accounts`, in the same order' }),
        trial: Type.Boolean(),
        startedAt: Instant,
        endsAt: Instant,
        history: Type.Array(Type.Object({ at: Instant, entry: Type.String(), period: Type.String(), until: Instant }), {
          description: 'Oldest first',
        }),
      }),
      { description: 'App licences, by their licence code' },
    ),
    devices: Type.Array(
      Type.Object({
        id: Type.String(),
        kind: Type.String(),
        serial: Type.String(),
        name: Type.String(),
        accountId: Type.String(),
        accountName: Type.String(),
      }),
    ),
    redemptions: Type.Array(
      Type.Object({
        redemption: Redemption,
        who: Type.String(),
        accountId: Type.Optional(Type.String({ description: 'Absent: the account is gone' })),
        accountName: Type.String(),
        device: Type.Optional(Type.Object({ serial: Type.String(), name: Type.String() })),
        counter: Type.Optional(Type.Integer()),
        answer: Type.Optional(
          Type.Object(
            {
              outcome: Type.String(),
              reason: Type.Optional(Type.String()),
              iccid: Type.String(),
              before: SimState,
              after: SimState,
              at: Type.Optional(Instant),
            },
            { description: 'What the device itself signed' },
          ),
        ),
        receipt: Type.Boolean({ description: 'Whether there is a receipt for it' }),
      }),
    ),
    releases: Type.Array(SupportRelease, { description: 'Of licences for dongles, newest first' }),
    alarms: Type.Array(Alarm, { description: 'Of the devices, newest first' }),
    held: Type.Array(
      Type.Object({
        id: Type.String({ description: 'The name that the person was given' }),
        budget: Type.String({
          description: 'account, device, phone or source: of guesses; refusals: too many to keep one by one',
        }),
        who: Type.String(),
        subject: Type.String({ description: 'Where it began' }),
        refusals: Type.Integer(),
        since: Instant,
        until: Instant,
      }),
      { description: 'Refusals that are being counted now; afterwards the history has them as `hold-back`' },
    ),
    history: Type.Array(
      Type.Object({
        at: Instant,
        who: Type.String(),
        act: Type.String(),
        subject: Type.String(),
        details: Facts,
      }),
      { description: 'What the audit tells, newest first, at most 200' },
    ),
  },
  {
    $id: 'SupportFinding',
    description: 'Everything that is known of what the text names; all empty: it names nothing',
  },
)
export type SupportFindingBody = Static<typeof SupportFinding>
