type Schema = {
  $ref?: string
  type?: string
  const?: unknown
  enum?: unknown[]
  anyOf?: Schema[]
  description?: string
  format?: string
  items?: Schema | boolean
  prefixItems?: Schema[]
  properties?: Record<string, Schema>
  required?: string[]
  additionalProperties?: Schema | boolean
}

const LINE_CHARACTERS_MAX = 120
const HEAD = `// Made from /openapi.json by src/http/openapi/typescript.ts: \`npx vitest run test/http/openapi.test.ts -u\` writes it anew.

`

/**
 * The named schemas of an OpenAPI 3.1 document as TypeScript types: what the console imports. Our own, because the generators on npm bring or want a
 * TypeScript of their own, older than this house's.
 * @throws Error for a schema that it cannot say: better than a type that lies
 */
export function typesOf(document: { components?: { schemas?: Record<string, unknown> } }): string {
  const schemas = Object.entries(document.components?.schemas ?? {}) as [string, Schema][]
  const types = schemas
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, schema]) => `${comment(schema, '')}export type ${name} = ${typeOf(schema, '')}\n`)
  return HEAD + types.join('\n')
}

function typeOf(schema: Schema, indent: string): string {
  if (schema.$ref) return schema.$ref.slice(schema.$ref.lastIndexOf('/') + 1)
  if ('const' in schema) return literal(schema.const)
  if (schema.enum) return schema.enum.map(literal).join(' | ')
  if (schema.anyOf) return schema.anyOf.map((one) => typeOf(one, indent)).join(' | ')
  if (schema.type === 'string') return 'string'
  if (schema.type === 'integer' || schema.type === 'number') return 'number'
  if (schema.type === 'boolean' || schema.type === 'null') return schema.type
  if (schema.type === 'array') return arrayType(schema, indent)
  if (schema.type === 'object') return objectType(schema, indent)
  throw new Error(`no type for ${JSON.stringify(schema)}`)
}

function arrayType({ prefixItems, items }: Schema, indent: string): string {
  if (prefixItems) return `[${prefixItems.map((item) => typeOf(item, indent)).join(', ')}]`
  if (typeof items !== 'object') throw new Error('an array of anything')
  const type = typeOf(items, indent)
  return type.includes(' | ') && !type.startsWith('{') ? `(${type})[]` : `${type}[]`
}

function objectType({ properties, required = [], additionalProperties }: Schema, indent: string): string {
  if (!properties) {
    if (typeof additionalProperties !== 'object') throw new Error('an object of anything')
    return `Record<string, ${typeOf(additionalProperties, indent)}>`
  }
  const inner = `${indent}  `
  const members = Object.entries(properties).map(([name, schema]) => {
    const mark = required.includes(name) ? '' : '?'
    return comment(schema, inner) + broken(`${inner}${name}${mark}:`, typeOf(schema, inner), inner)
  })
  return `{\n${members.join('')}${indent}}`
}

/** A member on one line, or, where that is longer than the formatter allows, one name a line. */
function broken(start: string, type: string, indent: string): string {
  const line = `${start} ${type}`
  if (line.length <= LINE_CHARACTERS_MAX || /[{[]/.test(type)) return `${line}\n`
  return `${start}\n${type
    .split(' | ')
    .map((one) => `${indent}  | ${one}\n`)
    .join('')}`
}

function comment({ description, $ref }: Schema, indent: string): string {
  return description === undefined || $ref ? '' : `${indent}/** ${description.replaceAll('*/', '* /')} */\n`
}

function literal(value: unknown): string {
  return typeof value === 'string' ? `'${value.replaceAll("'", "\\'")}'` : JSON.stringify(value)
}
