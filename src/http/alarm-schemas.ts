import { type Static, Type } from 'typebox'
import { SETTING_RANGES } from '../alarms/settings.ts'
import type { ZoneShape } from '../alarms/zone.ts'
import { HTTP_LIMITS } from './limits.ts'
import { Instant, PRINTABLE } from './schemas.ts'

/** Shapes of alarms, of what collars are watched for, and of safety zones. */

export const Alarm = Type.Object(
  {
    id: Type.String(),
    accountId: Type.String(),
    device: Type.Optional(Type.Object({ id: Type.String(), name: Type.String(), serial: Type.String() })),
    rule: Type.String({
      description:
        'zone-left, zone-entered, movement, battery, no-contact, contact-storm, balance, validity, disagreement or sim-swapped',
    }),
    class: Type.String({ description: 'security or function' }),
    zone: Type.Optional(Type.String({ description: 'The name of the zone that it is about' })),
    currency: Type.Optional(Type.String({ description: 'Of its SIM: amounts in details are minor units of it' })),
    state: Type.Union([Type.Literal('open'), Type.Literal('acknowledged'), Type.Literal('closed')]),
    openedAt: Type.Unsafe<string>({ ...Instant, description: 'When it happened, by the device’s corrected time' }),
    late: Type.Boolean({ description: 'It was reported more than ten minutes after it happened' }),
    acknowledgedAt: Type.Optional(Instant),
    closedAt: Type.Optional(Instant),
    details: Type.Array(Type.Object({ name: Type.String(), value: Type.String() })),
  },
  { $id: 'Alarm' },
)
export const AlarmList = Type.Object(
  { items: Type.Array(Alarm), next: Type.Union([Type.String(), Type.Null()]) },
  { $id: 'AlarmList' },
)
export const AlarmQuery = Type.Object({
  cursor: Type.Optional(Type.String({ description: '`next` of the page before' })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: HTTP_LIMITS.pageItems_max, description: '50 without it' })),
  open: Type.Optional(Type.Boolean({ description: 'true: those alone that are not over' })),
  deviceId: Type.Optional(Type.String()),
})

const on = Type.Optional(Type.Boolean())
const within = (range: { min: number; max: number }, description: string) =>
  Type.Optional(Type.Integer({ minimum: range.min, maximum: range.max, description }))
const { movement, battery, noContact, balance, validity } = SETTING_RANGES
export const AlarmChoice = Type.Object(
  {
    movement: Type.Optional(
      Type.Object({ on, metres: within(movement.metres, 'From where it was') }, { additionalProperties: false }),
    ),
    battery: Type.Optional(
      Type.Object({ on, percent: within(battery.percent, 'Below') }, { additionalProperties: false }),
    ),
    noContact: Type.Optional(
      Type.Object({ on, hours: within(noContact.hours, 'Without a word') }, { additionalProperties: false }),
    ),
    balance: Type.Optional(
      Type.Object({ on, minor: within(balance.minor, 'Below, in minor units') }, { additionalProperties: false }),
    ),
    validity: Type.Optional(
      Type.Object({ on, days: within(validity.days, 'Ahead of the end') }, { additionalProperties: false }),
    ),
    disagreement: Type.Optional(Type.Object({ on }, { additionalProperties: false })),
    simSwapped: Type.Optional(Type.Object({ on }, { additionalProperties: false })),
  },
  {
    $id: 'AlarmChoice',
    additionalProperties: false,
    description: 'What is not named goes by the account’s choice, or by the house’s',
  },
)
const WHOLE = {
  movement: Type.Object({ on: Type.Boolean(), metres: Type.Integer() }),
  battery: Type.Object({ on: Type.Boolean(), percent: Type.Integer() }),
  noContact: Type.Object({ on: Type.Boolean(), hours: Type.Integer() }),
  balance: Type.Object({ on: Type.Boolean(), minor: Type.Integer() }),
  validity: Type.Object({ on: Type.Boolean(), days: Type.Integer() }),
  disagreement: Type.Object({ on: Type.Boolean() }),
  simSwapped: Type.Object({ on: Type.Boolean() }),
}
export const AlarmSettings = Type.Object(
  {
    accountId: Type.String(),
    chosen: AlarmChoice,
    above: Type.Object(WHOLE, {
      description: 'What holds where nothing is chosen here: of a collar its account’s, of an account the house’s',
    }),
    inForce: Type.Object(WHOLE),
  },
  { $id: 'AlarmSettings' },
)
export const AlarmAccountQuery = Type.Object({
  accountId: Type.Optional(Type.String({ description: 'Whose defaults; absent: one’s own account’s' })),
})

const Degrees = (most: number) => Type.Number({ minimum: -most, maximum: most, description: 'WGS 84 degrees' })
export const ZoneCircle = Type.Object(
  { type: Type.Literal('circle'), lat: Degrees(90), lon: Degrees(180), radiusM: Type.Number() },
  { $id: 'ZoneCircle', additionalProperties: false },
)
export const ZonePolygon = Type.Object(
  { type: Type.Literal('polygon'), points: Type.Array(Type.Tuple([Degrees(90), Degrees(180)]), { maxItems: 50 }) },
  { $id: 'ZonePolygon', additionalProperties: false },
)
const Shape = Type.Unsafe<ZoneShape>(Type.Union([ZoneCircle, ZonePolygon]))
const zone = {
  name: Type.String({ minLength: 1, maxLength: 60, pattern: PRINTABLE }),
  shape: Shape,
  onLeft: Type.Boolean({ description: 'Alarm when it is left' }),
  onEntered: Type.Boolean({ description: 'Alarm when it is entered' }),
}
export const ZoneBody = Type.Object(zone, { $id: 'ZoneBody', additionalProperties: false })
export const Zone = Type.Object({ id: Type.String(), ...zone }, { $id: 'Zone' })
export const ZoneList = Type.Object({ items: Type.Array(Zone) }, { $id: 'ZoneList' })

export type AlarmBody = Static<typeof Alarm>
export type AlarmSettingsBody = Static<typeof AlarmSettings>
export type ZoneListBody = Static<typeof ZoneList>
