/** Text of an element or a quoted attribute; what XML 1.0 §2.2 has no characters for is left out. */
export function xmlText(text: string): string {
  const allowed = text.toWellFormed().replace(/[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu, '')
  return allowed.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
}

/** An element with its attributes and what stands in it: text, or elements; without either, nothing: an empty element says nothing. */
export function xmlElement(
  name: string,
  content: string | readonly XmlPart[] | null,
  attributes: Readonly<Record<string, string>> = {},
): XmlPart {
  const inner = typeof content === 'string' ? xmlText(content.trim()) : (content ?? []).map(({ xml }) => xml).join('')
  if (inner === '') return { xml: '' }
  const given = Object.entries(attributes).map(([key, value]) => ` ${key}="${xmlText(value)}"`)
  return { xml: `<${name}${given.join('')}>${inner}</${name}>` }
}

/** A finished piece of XML. */
export type XmlPart = { readonly xml: string }
