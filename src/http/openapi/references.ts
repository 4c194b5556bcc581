import * as accountSchemas from '../account-schemas.ts'
import * as batchSchemas from '../batch-schemas.ts'
import * as schemas from '../schemas.ts'

type Json = { [member: string]: unknown }

/** Every schema with a name, its named parts replaced by references: how Fastify's serializer and OpenAPI want them. */
export function namedSchemas(): Json[] {
  return Object.values({ ...schemas, ...accountSchemas, ...batchSchemas })
    .filter((schema) => '$id' in schema)
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
