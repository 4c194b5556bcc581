import { Type } from 'typebox'

/** Shapes of the simulated hardware, in `koppel demo` only. */

/** A simulated collar, in `koppel demo` only. */
export const SimulatedCollar = Type.Object(
  {
    imei: Type.String(),
    power: Type.Union([Type.Literal('on'), Type.Literal('off')]),
    coverage: Type.Boolean(),
    connected: Type.Boolean(),
    iccid: Type.String(),
  },
  { $id: 'SimulatedCollar' },
)
export const SimulatorOrder = Type.Object(
  {
    power: Type.Optional(Type.Union([Type.Literal('on'), Type.Literal('off')])),
    coverage: Type.Optional(Type.Boolean()),
    sim: Type.Optional(
      Type.Union([Type.Literal('swap'), Type.Literal('restore')], {
        description: 'Put another SIM of the same kind in, or the first one back',
      }),
    ),
    powerCut: Type.Optional(
      Type.Union([Type.Literal('before-persist'), Type.Literal('after-persist')], {
        description:
          'Lose power at the next effect command, before or after it is in non-volatile memory; starts again by itself 3 s later',
      }),
    ),
  },
  { $id: 'SimulatorOrder', additionalProperties: false },
)
export const SimulatedCollarList = Type.Object({ items: Type.Array(SimulatedCollar) }, { $id: 'SimulatedCollarList' })
