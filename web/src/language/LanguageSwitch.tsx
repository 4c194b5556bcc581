import { useEffect } from 'react'
import { useLocation } from 'wouter'
import { firstLanguage } from './choose-language.ts'
import { languagesAt, useLanguage } from './language.tsx'

export function LanguageSwitch() {
  const { language, choose, show, text } = useLanguage()
  const [place] = useLocation()
  const names = languagesAt(place)
  const known = names.map(([tag]) => tag).join(' ')

  // Another place may have more languages or fewer: then what the person wishes is asked again.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the languages of the place are the reason to look
  useEffect(() => {
    const wished = firstLanguage(known.split(' '), navigator.languages, () => localStorage)
    if (wished !== language) show(wished)
  }, [known])

  return (
    <fieldset className="switch">
      <legend className="unseen">{text('console.language')}</legend>
      {names.map(([tag, name]) => (
        <button
          key={tag}
          type="button"
          lang={tag}
          aria-label={name}
          title={name}
          aria-pressed={tag === language}
          data-testid={`language-${tag}`}
          onClick={() => choose(tag)}
        >
          {tag.toUpperCase()}
        </button>
      ))}
    </fieldset>
  )
}
