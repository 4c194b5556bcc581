import { type Static, Type } from 'typebox'
import { Instant } from './schemas.ts'

/** Shapes of what people agreed to, and of what staff did on an account. */

const DocumentName = Type.Union([Type.Literal('agreement'), Type.Literal('information'), Type.Literal('location')])
const Decision = Type.Union([Type.Literal('accepted'), Type.Literal('withdrawn')])

export const ConsentList = Type.Object(
  {
    items: Type.Array(
      Type.Object({
        document: DocumentName,
        version: Type.String({ description: 'In force' }),
        withdrawable: Type.Boolean(),
        due: Type.Boolean({ description: 'The person is to be asked: there is no decision on this version' }),
        decided: Type.Union([Type.Object({ version: Type.String(), decision: Decision, at: Instant }), Type.Null()]),
      }),
    ),
  },
  { $id: 'ConsentList' },
)
export const ConsentParams = Type.Object({ document: DocumentName })
export const ConsentDecision = Type.Object(
  { version: Type.String({ maxLength: 40, description: 'The one that the person was shown' }), decision: Decision },
  { $id: 'ConsentDecision', additionalProperties: false },
)
export const StaffDeedList = Type.Object(
  {
    items: Type.Array(
      Type.Object({
        id: Type.String({ description: 'Of the audit entry' }),
        at: Instant,
        act: Type.String({ description: 'Stable name' }),
        by: Type.Union([Type.Literal('staff'), Type.Literal('operator')]),
        subject: Type.String({ description: 'On what: its kind and id' }),
        reason: Type.Union([Type.String(), Type.Null()], {
          description: 'As staff gave it: in their own words, or for codes a stable name (lost, mistake, …)',
        }),
      }),
    ),
    next: Type.Union([Type.String(), Type.Null()]),
  },
  { $id: 'StaffDeedList' },
)
export type StaffDeedListBody = Static<typeof StaffDeedList>
