import { Type } from 'typebox'

/** Shapes of simulated dongles, in `koppel demo` only. */

const Power = Type.Union([Type.Literal('on'), Type.Literal('off')])
const CutMoment = Type.Union(
  [Type.Literal('before-persist'), Type.Literal('after-persist'), Type.Literal('mid-answer')],
  {
    description:
      'Loses power at the next unlock, before or after it is in memory, or with half of the answer out; back by itself 3 s later',
  },
)
export const SimulatedDongle = Type.Object(
  {
    caratId: Type.String(),
    serialPath: Type.String({ description: 'The serial port of this machine at which it is found' }),
    plugged: Type.Boolean(),
    power: Power,
    licenceNumber: Type.String(),
    points: Type.Integer(),
    e: Type.Boolean(),
    failures: Type.Integer({ description: 'Wrong codes in a row' }),
    lockOutSeconds: Type.Integer({ description: 'Left of the time during which no code is looked at' }),
    faulty: Type.Boolean({ description: 'Its self-test has found a fault: it does nothing else' }),
    armed: Type.Union([CutMoment, Type.Null()], { description: 'The power cut that waits for the next unlock' }),
  },
  { $id: 'SimulatedDongle' },
)
export const SimulatedDongleList = Type.Object({ items: Type.Array(SimulatedDongle) }, { $id: 'SimulatedDongleList' })
export const SimulatedDongleOrder = Type.Object(
  {
    plugged: Type.Optional(Type.Boolean({ description: 'Put into its port, or pulled out' })),
    power: Type.Optional(Power),
    powerCut: Type.Optional(CutMoment),
    userInformation: Type.Optional(
      Type.String({ maxLength: 200, description: 'Entered as on the PC; empty clears it. At most 200 bytes of UTF-8' }),
    ),
  },
  { $id: 'SimulatedDongleOrder', additionalProperties: false },
)
