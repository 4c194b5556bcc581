import { useLanguage } from '../language/language.tsx'
import type { Pages } from '../live/use-pages.ts'

/** Newer and older; nothing where there is but one page. @param next the cursor of the next page, or null */
export function Pager(props: { pages: Pages; next: string | null }) {
  const { pages, next } = props
  const { text } = useLanguage()
  if (pages.cursor === undefined && next === null) return null
  return (
    <nav className="buttons pager" aria-label={text('console.pages')}>
      <button type="button" disabled={pages.cursor === undefined} onClick={pages.newer} data-testid="page-newer">
        {text('console.pages.newer')}
      </button>
      <button
        type="button"
        disabled={next === null}
        onClick={() => next !== null && pages.older(next)}
        data-testid="page-older"
      >
        {text('console.pages.older')}
      </button>
    </nav>
  )
}
