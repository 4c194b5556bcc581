import { Link } from 'wouter'
import { useLanguage } from '../language/language.tsx'
import { useLoad } from '../live/use-load.ts'
import { LoadedView } from '../parts/LoadedView.tsx'
import { useWorld } from '../world.tsx'

const SECTIONS = [
  { heading: 'account', parts: ['account'] },
  { heading: 'devices', parts: ['devices'] },
  { heading: 'recipients', parts: ['recipients'] },
  { heading: 'sales', parts: ['sales'] },
  { heading: 'contact', parts: ['what', 'how', 'withdraw'] },
  { heading: 'rights', parts: ['rights', 'none'] },
] as const

/** What becomes of personal data, of customers as of whoever writes to us: what a form that asks for it has to lead to (GDPR article 13). The whole list is docs/privacy.md. */
export function PolicyPage() {
  const { api } = useWorld()
  const { text, language } = useLanguage()
  const loaded = useLoad(() => api.contactConsent(language), `contact consent ${language}`, 0)
  return (
    <section className="applying" data-testid="policy">
      <h1>{text('console.policy.title')}</h1>
      <LoadedView loaded={loaded} waiting={<div className="bone row" />}>
        {({ keptMonths }) => (
          <div className="panel prose">
            <p>{text('console.policy.who')}</p>
            {SECTIONS.map(({ heading, parts }) => (
              <section key={heading}>
                <h2>{text(`console.policy.heading.${heading}`)}</h2>
                {parts.map((part) => (
                  <p key={part}>{text(`console.policy.${part}`, { months: keptMonths })}</p>
                ))}
              </section>
            ))}
          </div>
        )}
      </LoadedView>
      <p className="soft apart">
        <Link href="/contact">{text('console.contact.title')}</Link>
      </p>
    </section>
  )
}
