import { type Static, Type } from 'typebox'
import { Instant } from './schemas.ts'

export const MaintenanceBody = Type.Object(
  { on: Type.Boolean() },
  { $id: 'MaintenanceBody', additionalProperties: false },
)
export const Maintenance = Type.Object(
  {
    on: Type.Boolean({ description: 'While it is, every message is answered that the service cannot be reached' }),
    changedAt: Type.Optional(Instant),
    who: Type.Optional(Type.String({ description: 'Who turned it on or off last: name and address, or operator' })),
  },
  { $id: 'Maintenance' },
)

export type MaintenanceShape = Static<typeof Maintenance>
