import { type Static, Type } from 'typebox'
import { PageQuery } from './query.ts'
import { Instant, SimKind } from './schemas.ts'

/** Shapes of devices and of what they report. */

export const Sim = Type.Object(
  {
    kind: SimKind,
    iccid: Type.String(),
    balanceMinor: Type.Optional(Type.Integer()),
    currency: Type.Optional(Type.String()),
    validUntil: Type.Optional(Instant),
    reportedAt: Type.Optional(Instant),
  },
  { $id: 'Sim', description: 'As the device last reported it' },
)
export const Position = Type.Object(
  { at: Instant, lat: Type.Number(), lon: Type.Number(), accuracyM: Type.Optional(Type.Number()) },
  { $id: 'Position' },
)
export const Network = Type.Object(
  {
    mcc: Type.String({ description: 'ITU-T E.212, three digits' }),
    mnc: Type.Optional(Type.String()),
    countries: Type.Optional(
      Type.Array(Type.String(), { description: 'ISO 3166-1 alpha-2; where several share the code, all of them' }),
    ),
    at: Instant,
  },
  { $id: 'Network', description: 'The network that served the device when it last told, to within an hour' },
)
export const Device = Type.Object(
  {
    id: Type.String(),
    kind: Type.Union([Type.Literal('collar'), Type.Literal('dongle')]),
    imei: Type.Optional(Type.String()),
    caratId: Type.Optional(Type.String()),
    name: Type.String(),
    online: Type.Boolean(),
    lastSeenAt: Type.Union([Instant, Type.Null()]),
    owner: Type.Object(
      { accountId: Type.String(), name: Type.String() },
      { description: 'The account that owns it now' },
    ),
    sim: Type.Optional(Sim),
    network: Type.Optional(Network),
    batteryPercent: Type.Optional(Type.Number()),
    signalDbm: Type.Optional(Type.Number()),
    position: Type.Optional(Position),
  },
  { $id: 'Device' },
)
export const DeviceQuery = Type.Object({
  ...PageQuery.properties,
  accountId: Type.Optional(Type.String({ maxLength: 64, description: 'Those of this account' })),
})
export const DeviceList = Type.Object(
  { items: Type.Array(Device), next: Type.Union([Type.String(), Type.Null()]) },
  { $id: 'DeviceList' },
)
export type DeviceBody = Static<typeof Device>
