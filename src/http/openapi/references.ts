import * as account from '../account-schemas.ts'
import * as agreement from '../agreement-schemas.ts'
import * as alarm from '../alarm-schemas.ts'
import * as batch from '../batch-schemas.ts'
import * as billing from '../billing-schemas.ts'
import * as closing from '../closing-schemas.ts'
import * as consent from '../consent-schemas.ts'
import * as contact from '../contact-schemas.ts'
import * as customer from '../customer-schemas.ts'
import * as device from '../device-schemas.ts'
import * as dialogue from '../dialogue-schemas.ts'
import * as dongle from '../dongle-schemas.ts'
import * as dongleSimulator from '../dongle-simulator-schemas.ts'
import * as identify from '../identify-schemas.ts'
import * as mail from '../mail-schemas.ts'
import * as maintenance from '../maintenance-schemas.ts'
import * as measurement from '../measurement-schemas.ts'
import * as receipt from '../receipt-schemas.ts'
import * as recipient from '../recipient-schemas.ts'
import * as redemption from '../redemption-schemas.ts'
import * as registration from '../registration-schemas.ts'
import * as runway from '../runway-schemas.ts'
import * as common from '../schemas.ts'
import * as secondFactor from '../second-factor-schemas.ts'
import * as session from '../session-schemas.ts'
import * as setAside from '../set-aside-schemas.ts'
import * as simulator from '../simulator-schemas.ts'
import * as sms from '../sms-schemas.ts'
import * as stock from '../stock-schemas.ts'
import * as supportRelease from '../support-release-schemas.ts'
import * as support from '../support-schemas.ts'
import * as user from '../user-schemas.ts'

/** A file of shapes that is not named here has no names in the API's description. */
const FILES = [
  common,
  account,
  agreement,
  alarm,
  batch,
  billing,
  customer,
  device,
  dialogue,
  dongle,
  dongleSimulator,
  identify,
  maintenance,
  measurement,
  receipt,
  recipient,
  redemption,
  registration,
  runway,
  session,
  setAside,
  simulator,
  closing,
  mail,
  sms,
  stock,
  support,
  supportRelease,
  user,
  consent,
  contact,
  secondFactor,
]
type Json = { [member: string]: unknown }

/** Every schema with a name, its named parts replaced by references: how Fastify's serializer and OpenAPI want them. */
export function namedSchemas(): Json[] {
  return FILES.flatMap((file) => Object.values(file))
    .filter((schema) => typeof schema === 'object' && '$id' in schema)
    .map((schema) => members(schema as unknown as Json))
}

/** A schema, or any structure that holds some, with the named ones replaced by references. */
export function withReferences(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withReferences)
  if (typeof value !== 'object' || value === null) return value
  if ('$id' in value) return { $ref: `${String(value.$id)}#` }
  return members(value as Json)
}

function members(schema: Json): Json {
  return Object.fromEntries(Object.entries(schema).map(([name, value]) => [name, withReferences(value)]))
}
