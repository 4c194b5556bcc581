import { invoiceSchema } from '@e-invoice-eu/core'
import { Ajv2019 } from 'ajv/dist/2019.js'

/** The part of a JSON schema that says how a document of elements is put. */
type Node = {
  type?: string
  $ref?: string
  items?: Node
  properties?: Record<string, Node>
}
type Element = { name: string; attributes: [string, string][]; children: Element[]; text: string }

const SCHEMA = invoiceSchema as unknown as Node
const ajv = new Ajv2019({ strict: false, allErrors: true })
const fits = ajv.compile(SCHEMA as object)
const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' }

/**
 * What a schema by another author, made of Peppol's own definitions of BIS Billing 3, finds wrong with a UBL document of ours: elements that are unknown, missing, repeated or out of order, codes that
 * are on none of the lists, amounts that are none. The schema knows invoices; a credit note is read as one (its own names put back), as its author does too.
 * @returns one fault a line; empty: none
 */
export function peppolFaults(xml: string): string {
  const faults: string[] = []
  const root = read(xml)
  const document = SCHEMA.properties?.['ubl:Invoice'] ?? {}
  const value = { 'ubl:Invoice': contentOf(root, document, 'Invoice', faults) }
  if (!fits(value))
    for (const { instancePath, message, params } of fits.errors ?? [])
      faults.push(`${instancePath} ${message} ${JSON.stringify(params)}`)
  return faults.map((fault) => `${fault}\n`).join('')
}

/** Elements as the schema has them: an object by names, attributes as `name@attribute`, what may be repeated as a list. */
function contentOf(element: Element, node: Node, path: string, faults: string[]): unknown {
  const { properties } = node
  if (!properties) {
    if (element.children.length > 0) faults.push(`${path} holds elements`)
    return element.text
  }
  const order = Object.keys(properties)
  const value: Record<string, unknown> = {}
  let last = -1
  for (const child of element.children) {
    const { name } = child
    const at = order.indexOf(name)
    // What it does not know at all, the schema itself reports.
    if (at >= 0 && at < last) faults.push(`${path}/${name} is out of order`)
    last = Math.max(last, at)
    const of = properties[name] ?? {}
    if (of.type === 'array') {
      const list = (value[name] ?? []) as unknown[]
      list.push(contentOf(child, of.items ?? {}, `${path}/${name}`, faults))
      value[name] = list
    } else {
      if (name in value) faults.push(`${path}/${name} is repeated`)
      value[name] = contentOf(child, of, `${path}/${name}`, faults)
    }
    for (const [attribute, text] of child.attributes) value[`${name}@${attribute}`] = text
  }
  return value
}

/** Reads what `src/std/xml.ts` writes: elements, attributes and texts, and no comment, CDATA or instruction. */
function read(xml: string): Element {
  const top: Element = { name: '', attributes: [], children: [], text: '' }
  const open = [top]
  for (const [, end, name = '', rest = '', text = ''] of xml.matchAll(/<(\/?)([A-Za-z][\w:.-]*)([^>]*)>([^<]*)/g)) {
    if (end) {
      if (open.pop()?.name !== named(name)) throw new Error(`${name} ends what it did not begin`)
      continue
    }
    const attributes = [...rest.matchAll(/([\w:.-]+)="([^"]*)"/g)].map(([, key = '', value = '']): [string, string] => [
      key,
      plain(value),
    ])
    const element: Element = { name: named(name), attributes, children: [], text: plain(text) }
    open.at(-1)?.children.push(element)
    if (!rest.endsWith('/')) open.push(element)
  }
  const [root] = top.children
  if (!root || open.length > 1) throw new Error('no whole document')
  return root
}

/** Names of credit notes as those of invoices. */
function named(name: string): string {
  return name
    .replace('cbc:CreditNoteTypeCode', 'cbc:InvoiceTypeCode')
    .replace('cac:CreditNoteLine', 'cac:InvoiceLine')
    .replace('cbc:CreditedQuantity', 'cbc:InvoicedQuantity')
}

function plain(text: string): string {
  return text.replace(/&(?:#x([0-9a-f]+)|#(\d+)|(\w+));/gi, (whole, hex, decimal, name) =>
    hex || decimal ? String.fromCodePoint(Number.parseInt(hex ?? decimal, hex ? 16 : 10)) : (ENTITIES[name] ?? whole),
  )
}
