import { type Static, Type } from 'typebox'
import { Instant } from './schemas.ts'

const Rest = Type.Integer({ description: 'How many days (SIM) or hours (battery) of its own use are known' })

/** When something runs out. */
export const Runway = Type.Object(
  {
    state: Type.Union(
      [
        Type.Literal('forecast'),
        Type.Literal('ended'),
        Type.Literal('fixed'),
        Type.Literal('charging'),
        Type.Literal('unknown'),
      ],
      { description: '`fixed`: nothing but its validity ends it' },
    ),
    asOf: Type.Optional(Instant),
    p10: Type.Optional(Instant),
    p50: Type.Optional(Instant),
    p90: Type.Optional(Instant),
    horizon: Type.Optional(
      Type.Unsafe<string>({ ...Instant, description: 'As far as was looked: an instant that is missing is later' }),
    ),
    by: Type.Optional(
      Type.Union([Type.Literal('use'), Type.Literal('validity')], { description: 'What ends it in most futures' }),
    ),
    at: Type.Optional(Type.Unsafe<string>({ ...Instant, description: 'Of `fixed`: the end of validity' })),
    why: Type.Optional(
      Type.Union([Type.Literal('never-reported'), Type.Literal('silent'), Type.Literal('too-few-data')]),
    ),
    knownSteps: Type.Optional(Rest),
    neededSteps: Type.Optional(Type.Integer({ description: 'How many of them a forecast takes' })),
    measuredWithin: Type.Optional(
      Type.Number({
        description: 'The share of simulated months with an end as far ahead that ended between p10 and p90',
      }),
    ),
    measuredErrorHours: Type.Optional(
      Type.Number({ description: 'Half of those forecasts were off by less: the median error of p50, hours' }),
    ),
  },
  {
    $id: 'Runway',
    description:
      'When it runs out if nothing is topped up or charged: in one of ten futures before p10, in nine before p90',
  },
)
export const DeviceRunway = Type.Object(
  { sim: Type.Optional(Runway), battery: Runway },
  { $id: 'DeviceRunway', description: 'Absent `sim`: it has none' },
)
export type RunwayBody = Static<typeof Runway>
export type DeviceRunwayBody = Static<typeof DeviceRunway>
