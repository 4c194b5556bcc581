import { xmlElement as el, type XmlPart } from '../std/xml.ts'
import type { Address } from './parties.ts'

/** One side of a document. `endpoint`: `scheme:id` by the code list EAS; null: it has none. */
export type Party = Address & {
  company: boolean
  vatId: string | null
  registration: string | null
  email: string | null
  endpoint: string | null
}

/**
 * A party as UBL says it; null for one that has no electronic address.
 * @param outside VAT is out of scope: then no VAT id may stand there (EN 16931 BR-O-02)
 */
export function partyOf(party: Party, outside: boolean): XmlPart | null {
  const [, scheme, id] = /^([0-9A-Z]{2,4}):(.{1,100})$/.exec(party.endpoint ?? '') ?? []
  if (!party.company || !scheme || !id) return null
  const vat = party.vatId === null || outside ? [] : [el('cbc:CompanyID', party.vatId), schemeOf('VAT')]
  return el('cac:Party', [
    el('cbc:EndpointID', id, { schemeID: scheme }),
    el('cac:PostalAddress', [
      el('cbc:StreetName', party.street),
      el('cbc:CityName', party.city),
      el('cbc:PostalZone', party.postcode),
      el('cac:Country', [el('cbc:IdentificationCode', party.country)]),
    ]),
    el('cac:PartyTaxScheme', vat),
    el('cac:PartyLegalEntity', [
      el('cbc:RegistrationName', party.name),
      el('cbc:CompanyID', party.registration?.replace(/[\s-]/g, '') ?? null),
    ]),
    el('cac:Contact', [el('cbc:ElectronicMail', party.email)]),
  ])
}

function schemeOf(id: string): XmlPart {
  return el('cac:TaxScheme', [el('cbc:ID', id)])
}
