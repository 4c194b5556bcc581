import { useState } from 'react'
import { currencyName } from '../language/amount.ts'
import { useLanguage } from '../language/language.tsx'
import { useSession } from '../session/session.tsx'
import { Field, Tick, type Wrong } from './Field.tsx'
import { LENGTHS, regionsIn, unitOf, WARES, type Ware } from './order.ts'

const CODES_MAX = 1_000_000
const PACK_CODES_MAX = 9
const REGIONS_CHARACTERS_MAX = 1_000
const CURRENCIES = ['SEK', 'EUR', 'NOK', 'DKK', 'CHF']

/** What the codes are of, and how many. */
export function WareFields(props: { ware: Ware; onWare: (ware: Ware) => void; wrong: Wrong }) {
  const { ware, wrong } = props
  const { text, language } = useLanguage()
  const unit = unitOf(ware)
  const lengths = LENGTHS[ware]
  return (
    <fieldset>
      <legend>{text('console.codes.what')}</legend>
      <Field name="ware" wrong={wrong}>
        {(input) => (
          <select {...input} value={ware} onChange={(event) => props.onWare(event.target.value as Ware)}>
            {WARES.map((one) => (
              <option key={one} value={one}>
                {text(`console.codes.ware.${one}`)}
              </option>
            ))}
          </select>
        )}
      </Field>
      <Field name="amount" wrong={wrong} label={text(`console.codes.amount.${unit}`)}>
        {(input) => (
          <input {...input} key={unit} type="number" min={1} required defaultValue={unit === 'months' ? 12 : 100} />
        )}
      </Field>
      {unit === 'money' && (
        <Field name="currency" wrong={wrong}>
          {(input) => (
            <select {...input}>
              {CURRENCIES.map((one) => (
                <option key={one} value={one}>
                  {currencyName(language, one)}
                </option>
              ))}
            </select>
          )}
        </Field>
      )}
      {lengths && (
        <Field name="length" wrong={wrong}>
          {(input) => (
            <select {...input} key={ware}>
              {lengths.map((length) => (
                <option key={length} value={length}>
                  {text('console.codes.characters', { length })}
                </option>
              ))}
            </select>
          )}
        </Field>
      )}
      <CountFields wrong={wrong} />
    </fieldset>
  )
}

/** Cards are counted, not codes, where a card has several: whole packs are all that can be ordered. */
function CountFields({ wrong }: { wrong: Wrong }) {
  const { text } = useLanguage()
  const [packSize, setPackSize] = useState(1)
  const [count, setCount] = useState(100)
  const unit = packSize === 1 ? 'codes' : 'cards'
  return (
    <>
      <Field name="packSize" wrong={wrong} hint={text('console.codes.packSize.hint')}>
        {(input) => (
          <select {...input} value={packSize} onChange={(event) => setPackSize(Number(event.target.value))}>
            {Array.from({ length: PACK_CODES_MAX }, (_, at) => at + 1).map((size) => (
              <option key={size} value={size}>
                {text('console.codes.packOf', { size })}
              </option>
            ))}
          </select>
        )}
      </Field>
      <Field
        name="count"
        wrong={wrong}
        label={text(`console.codes.count.${unit}`)}
        hint={text('console.codes.count.hint', { codes: count * packSize, most: CODES_MAX })}
      >
        {(input) => (
          <input
            {...input}
            type="number"
            min={1}
            max={Math.floor(CODES_MAX / packSize)}
            required
            value={count === 0 ? '' : count}
            onChange={(event) => setCount(Number(event.target.value))}
          />
        )}
      </Field>
    </>
  )
}

/** Who sells them, and until when. */
export function SaleFields({ ware, wrong }: { ware: Ware; wrong: Wrong }) {
  const { text } = useLanguage()
  const [anchor, setAnchor] = useState('redemption')
  return (
    <fieldset>
      <legend>{text('console.codes.sale')}</legend>
      <Field name="channel" wrong={wrong} hint={text('console.codes.channel.hint')}>
        {(input) => (
          <>
            <input {...input} list="channels" maxLength={50} defaultValue="own-shop" required />
            <datalist id="channels">
              <option value="own-shop">{text('console.codes.channel.ownShop')}</option>
              <option value="partner">{text('console.codes.channel.partner')}</option>
            </datalist>
          </>
        )}
      </Field>
      <Field name="soldTo" wrong={wrong} hint={text('console.codes.soldTo.hint')}>
        {(input) => <input {...input} maxLength={100} />}
      </Field>
      <OwnerField wrong={wrong} />
      <Field name="lastDay" wrong={wrong} hint={text('console.codes.lastDay.hint')}>
        {(input) => <input {...input} type="date" />}
      </Field>
      {unitOf(ware) === 'months' && (
        <Field name="anchor" wrong={wrong} hint={text(`console.codes.anchor.${anchor}.hint`)}>
          {(input) => (
            <select {...input} value={anchor} onChange={(event) => setAnchor(event.target.value)}>
              <option value="redemption">{text('console.codes.anchor.redemption')}</option>
              <option value="purchase">{text('console.codes.anchor.purchase')}</option>
            </select>
          )}
        </Field>
      )}
      {unitOf(ware) === 'months' && anchor === 'purchase' && (
        <Field name="purchased" wrong={wrong} hint={text('console.codes.purchased.hint')}>
          {(input) => <input {...input} type="date" required />}
        </Field>
      )}
      <Tick name="needsActivation" />
    </fieldset>
  )
}

/** Whose they are: a choice for the office, and for who sells for several shops; all others have but one. */
function OwnerField({ wrong }: { wrong: Wrong }) {
  const { text } = useLanguage()
  const { state } = useSession()
  const memberships = state.kind === 'in' ? state.user.memberships : []
  const shops = memberships.filter(({ level }) => level === 'reseller')
  if (memberships.some(({ level }) => level === 'admin'))
    return (
      <Field name="accountId" wrong={wrong} hint={text('console.codes.accountId.hint')}>
        {(input) => <input {...input} maxLength={64} spellCheck={false} autoCapitalize="off" />}
      </Field>
    )
  if (shops.length < 2) return null
  return (
    <Field name="accountId" wrong={wrong}>
      {(input) => (
        <select {...input}>
          {shops.map(({ accountId, accountName }) => (
            <option key={accountId} value={accountId}>
              {accountName}
            </option>
          ))}
        </select>
      )}
    </Field>
  )
}

/** Who may use them, and where. */
export function UserFields({ wrong }: { wrong: Wrong }) {
  const { text, format } = useLanguage()
  const [regions, setRegions] = useState('')
  const named = regionsIn(regions).map(format.country)
  return (
    <fieldset>
      <legend>{text('console.codes.users')}</legend>
      <Field
        name="regions"
        wrong={wrong}
        hint={
          named.length === 0 || wrong.has('regions')
            ? text('console.codes.regions.hint')
            : text('console.codes.regions.only', { countries: named.join(', ') })
        }
      >
        {(input) => (
          <input
            {...input}
            maxLength={REGIONS_CHARACTERS_MAX}
            value={regions}
            onChange={(event) => setRegions(event.target.value)}
            autoCapitalize="characters"
            spellCheck={false}
          />
        )}
      </Field>
      <Tick name="campaign" />
      <Tick name="notMigratable" />
    </fieldset>
  )
}
