import { type Encoding, encode, type Fields } from '../codec.ts'
import { judgeCommand } from '../collar/judge.ts'
import { firstMemory, type Memory, type StoredResult } from '../collar/memory.ts'
import { resultFields } from '../collar/result.ts'
import { signBody, signingKey, verifyingKey } from '../signature.ts'
import { CLOCK_S, DEVICE_SEED, hex, IMEI, identityWith, SIMS } from './cast.ts'
import { extend, topUp } from './commands.ts'

const HEADER = { now: CLOCK_S, boot: 3, seq: 18 }

/** The results that a collar gives to these commands, one after the other. */
function answers(kind: 'travel-sim' | 'tele2', encoding: Encoding, commands: readonly Uint8Array[]): StoredResult[] {
  const identity = identityWith(SIMS[kind])
  const backendKeys = new Map(identity.backendKeys.map(({ id, publicKey }) => [id, verifyingKey(publicKey)]))
  const judge = { imei: IMEI, backendKeys, deviceKey: signingKey(DEVICE_SEED), encoding }
  let memory: Memory = firstMemory(identity)
  return commands.map((command) => {
    const reaction = judgeCommand(memory, command, judge, CLOCK_S * 1000)
    if (reaction.kind === 'rejected') throw new Error(`a vector's command was rejected: ${reaction.reason}`)
    if (reaction.kind === 'handled') memory = reaction.memory
    return reaction.result
  })
}

const uplink = (result: Fields, encoding: Encoding): string => hex(encode({ ...HEADER, ...result }, encoding))

/** Results with their signatures: `fits` says whether a backend may believe them, `meaning` what the body says. */
export function resultVectors(): Fields[] {
  const ten = Array.from({ length: 10 }, (_, at) => topUp(at + 1))
  const [appliedJson] = answers('travel-sim', 'json', [topUp(1)])
  const [appliedCbor] = answers('travel-sim', 'cbor', [topUp(1)])
  const [otherIccid] = answers('travel-sim', 'json', [topUp(1, { iccid: SIMS.tele2.iccid })])
  const [wrongSim] = answers('tele2', 'json', [topUp(1, { iccid: SIMS.tele2.iccid })])
  const [extended] = answers('tele2', 'cbor', [extend(1)])
  const oldCounter = answers('travel-sim', 'json', [topUp(5), topUp(4)]).at(-1)
  const ninth = answers('travel-sim', 'json', ten).at(-1)
  if (!appliedJson || !appliedCbor || !otherIccid || !wrongSim || !extended || !oldCounter || !ninth) return []

  const good = (name: string, result: StoredResult, encoding: Encoding, meaning: Fields): Fields => ({
    ...{ name, encoding, hex: uplink(resultFields(result), encoding), body: hex(result.body), sig: hex(result.sig) },
    ...{ fits: true, meaning: { device: IMEI, at: CLOCK_S, ...meaning } },
  })
  const sek = (balance: number): Fields => ({ balance, currency: 'SEK' })
  const end = 'until' in SIMS.tele2 ? SIMS.tele2.until : ''
  const iccid = SIMS['travel-sim'].iccid
  const one = { id: appliedJson.id, counter: 1, iccid }
  const applied = { ...one, outcome: 'applied', before: sek(12_500), after: sek(22_500), outcomes: [[1, 'applied']] }
  const refused = { outcome: 'refused', outcomes: [[1, 'refused']] }
  const onTele2 = { ...one, iccid: SIMS.tele2.iccid, before: { until: end } }
  const last8 = Array.from({ length: 8 }, (_, at) => [at + 3, 'applied'])
  return [
    good('applied', appliedJson, 'json', applied),
    good('applied, in CBOR', appliedCbor, 'cbor', applied),
    good('extended, in CBOR', extended, 'cbor', {
      ...onTele2,
      outcome: 'applied',
      after: { until: '2027-11-20T14:13:20Z' },
      outcomes: [[1, 'applied']],
    }),
    good('refused: another ICCID', otherIccid, 'json', {
      ...one,
      ...refused,
      reason: 'other-iccid',
      before: sek(12_500),
      after: sek(12_500),
    }),
    good('refused: wrong SIM', wrongSim, 'json', {
      ...onTele2,
      ...refused,
      reason: 'wrong-sim',
      after: { until: end },
    }),
    good('refused: old counter', oldCounter, 'json', {
      ...{ id: oldCounter.id, counter: 4, iccid, outcome: 'refused', reason: 'old-counter' },
      ...{ before: sek(22_500), after: sek(22_500), outcomes: [[5, 'applied']] },
    }),
    good('the tenth: the list holds eight', ninth, 'json', {
      ...{ id: ninth.id, counter: 10, iccid, outcome: 'applied' },
      ...{ before: sek(102_500), after: sek(112_500), outcomes: last8 },
    }),
    ...forged(appliedJson),
  ]
}

/** The same result as others would like it to be. */
function forged(result: StoredResult): Fields[] {
  const fields = resultFields(result)
  const sig = Uint8Array.from(result.sig, (byte, at) => (at === 10 ? byte ^ 1 : byte))
  const body = Buffer.from(Buffer.from(result.body).toString().replace('22500', '92500'))
  const bad = (name: string, members: Fields): Fields => ({
    name,
    encoding: 'json',
    hex: uplink({ ...fields, ...members }, 'json'),
    fits: false,
  })
  return [
    bad('a flipped bit in the signature', { sig }),
    bad('another balance than was signed', { body }),
    bad('a key that the collar does not have', { key: '2' }),
    bad('a signature that is too short', { sig: sig.slice(0, 63) }),
    bad('a command passed off as a result', commandSignature(result)),
  ]
}

/** The collar's own key over the very same body, but in the other domain: the label keeps the two apart. */
function commandSignature({ body }: StoredResult): Fields {
  return { body, sig: signBody(signingKey(DEVICE_SEED), 'koppel/v1/command', body) }
}
