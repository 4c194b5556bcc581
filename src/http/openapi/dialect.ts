type Json = { [member: string]: unknown }

/** A tuple in the words of JSON Schema 2020-12 §10.3.1.1, which OpenAPI 3.1 speaks: the validators of this house still say it as in draft 7. */
export function toDialect2020<T>(value: T): T {
  if (Array.isArray(value)) return value.map(toDialect2020) as T
  if (typeof value !== 'object' || value === null) return value
  const { additionalItems, ...rest } = value as Json
  const members = Object.fromEntries(Object.entries(rest).map(([name, member]) => [name, toDialect2020(member)]))
  if (!Array.isArray(members.items) || members.type !== 'array') return members as T
  return { ...members, prefixItems: members.items, items: additionalItems ?? true } as T
}
