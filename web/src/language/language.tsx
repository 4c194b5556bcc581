import { languages } from 'virtual:languages'
import { createContext, type ReactNode, useContext, useEffect, useState } from 'react'
import { regionalVariety, storeLanguage } from './choose-language.ts'
import { formatsFor } from './formats.ts'
import { type Speech, speechOf } from './speech.ts'

type Choice = Speech & {
  choose(language: string): void
  /** Speaks it without remembering it as a choice. */
  show(language: string): void
}

const LanguageContext = createContext<Choice | null>(null)

type Name = readonly [tag: string, name: string]

/** Tag and own name of every language that visitors may speak. */
export const visitorLanguageNames: readonly Name[] = Object.entries(languages).map(([tag, { name }]) => [tag, name])

/** And of those that there are all words in. */
export const languageNames: readonly Name[] = visitorLanguageNames.filter(([tag]) => !languages[tag]?.visitors)

/** The languages of a place, as `#` tells it: the contact form and what belongs to it have more than the rest. */
export function languagesAt(place: string): readonly Name[] {
  return /^\/(contact|policy)(\/|$)/.test(place) ? visitorLanguageNames : languageNames
}

/** Loads one language's texts. */
export async function loadSpeech(language: string, now: () => number): Promise<Speech> {
  const entry = languages[language]
  const format = formatsFor(regionalVariety(language, navigator.languages), now)
  return speechOf(language, entry ? await entry.load() : {}, format)
}

/** The words of the page, and the way to change them. */
export function useLanguage(): Choice {
  const choice = useContext(LanguageContext)
  if (!choice) throw new Error('no LanguageProvider above')
  return choice
}

export function LanguageProvider(props: { first: Speech; now: () => number; children: ReactNode }) {
  const [speech, setSpeech] = useState(props.first)

  useEffect(() => {
    document.documentElement.lang = speech.language
    document.title = speech.text('console.name')
  }, [speech])

  const show = (language: string): void => {
    loadSpeech(language, props.now).then(
      (loaded) => {
        // Set before the page asks the server for anything in it: requests read the language here.
        document.documentElement.lang = language
        setSpeech(loaded)
      },
      // The file could not be fetched: the page goes on in the language it has.
      () => undefined,
    )
  }
  const choose = (language: string): void => {
    storeLanguage(language, () => localStorage)
    show(language)
  }
  return <LanguageContext value={{ ...speech, choose, show }}>{props.children}</LanguageContext>
}
