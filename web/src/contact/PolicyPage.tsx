import { Link } from 'wouter'
import { useLanguage } from '../language/language.tsx'
import { useLoad } from '../live/use-load.ts'
import { LoadedView } from '../parts/LoadedView.tsx'
import { useWorld } from '../world.tsx'

const PARTS = ['who', 'what', 'how', 'withdraw', 'rights', 'none'] as const

/** What becomes of personal data: what a form that asks for a consent has to lead to (GDPR article 13). */
export function PolicyPage() {
  const { api } = useWorld()
  const { text, language } = useLanguage()
  const loaded = useLoad(() => api.contactConsent(language), `contact consent ${language}`, 0)
  return (
    <section className="applying" data-testid="policy">
      <h1>{text('console.policy.title')}</h1>
      <LoadedView loaded={loaded} waiting={<div className="bone row" />}>
        {({ keptMonths }) => (
          <div className="panel">
            {PARTS.map((part) => (
              <p key={part}>{text(`console.policy.${part}`, { months: keptMonths })}</p>
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
