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
    mcc: Type.Integer({ description: 'Of the network that serves it' }),
    armed: Type.Union([Type.Literal('before-persist'), Type.Literal('after-persist'), Type.Null()], {
      description: 'The power cut that waits for the next code',
    }),
  },
  { $id: 'SimulatedCollar' },
)
export const SimulatorOrder = Type.Object(
  {
    power: Type.Optional(Type.Union([Type.Literal('on'), Type.Literal('off')])),
    coverage: Type.Optional(Type.Boolean()),
    network: Type.Optional(
      Type.Union(
        [
          Type.Null(),
          Type.Object(
            { mcc: Type.Integer({ minimum: 0, maximum: 999 }), mnc: Type.String({ pattern: '^[0-9]{2,3}$' }) },
            { additionalProperties: false },
          ),
        ],
        { description: 'Take it to where this network serves it (ITU-T E.212); null: home again' },
      ),
    ),
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

/** What a simulated telephone says, and to what it listens then. */
export const SayBody = Type.Object(
  {
    from: Type.String({ maxLength: 20, description: 'The number of the telephone, E.164' }),
    text: Type.String({ minLength: 1, maxLength: 10_000 }),
    timeoutSeconds: Type.Optional(
      Type.Integer({ minimum: 1, maximum: 120, default: 45, description: 'How long to wait for the first answer' }),
    ),
  },
  { $id: 'SayBody', additionalProperties: false },
)
export const Answers = Type.Object(
  { answers: Type.Array(Type.String(), { description: 'Whole texts, however many parts they came in' }) },
  { $id: 'Answers' },
)
/** The simulated modem through which texts come and go. */
export const SimulatedModemState = Type.Object(
  {
    serverNumber: Type.String({ description: 'To which telephones write' }),
    registered: Type.Boolean(),
    messages: Type.Integer({ description: 'On the SIM' }),
    held: Type.Integer({ description: 'Waiting in the network' }),
    faults: Type.Array(Type.String(), { description: 'What may be asked for as `fault`' }),
  },
  { $id: 'SimulatedModemState' },
)
export const ModemOrder = Type.Object(
  {
    fault: Type.Optional(Type.String({ maxLength: 40, description: 'Strikes once, at the next occasion' })),
    value: Type.Optional(
      Type.Integer({ minimum: 0, maximum: 600_000, description: 'Milliseconds (`late-ok`) or code (`cms-error`)' }),
    ),
    signalDbm: Type.Optional(
      Type.Union([Type.Integer({ minimum: -120, maximum: -40 }), Type.Null()], { description: 'null: no coverage' }),
    ),
    act: Type.Optional(Type.Union([Type.Literal('restart'), Type.Literal('unplug'), Type.Literal('plug')])),
  },
  { $id: 'ModemOrder', additionalProperties: false },
)
