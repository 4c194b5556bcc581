import { languageNames, useLanguage } from './language.tsx'

export function LanguageSwitch() {
  const { language, choose, text } = useLanguage()
  return (
    <fieldset className="switch">
      <legend className="unseen">{text('console.language')}</legend>
      {languageNames.map(([tag, name]) => (
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
