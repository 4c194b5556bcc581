import { type KeyboardEvent, useEffect, useRef } from 'react'
import { Link, useLocation } from 'wouter'
import type { User } from '../api-types.ts'
import { useLanguage } from '../language/language.tsx'
import { type MenuPage, menuOf, rowOf } from './menu.ts'

/** The ways to the pages that somebody is offered. */
export function Menu({ user }: { user: User }) {
  const { text } = useLanguage()
  const [place] = useLocation()
  const { open, folded } = rowOf(menuOf(user))
  return (
    <>
      {open.map(({ href, name }) => (
        <Link key={href} href={href}>
          {text(name)}
        </Link>
      ))}
      {/* Another place begins with it closed. */}
      {folded.length > 0 && <Fold key={place} pages={folded} />}
    </>
  )
}

/** Opens below its name, and closes when something else is touched, or by Escape. */
function Fold({ pages }: { pages: readonly MenuPage[] }) {
  const { text } = useLanguage()
  const fold = useRef<HTMLDetailsElement>(null)
  useEffect(() => {
    const leave = ({ target }: PointerEvent): void => {
      if (fold.current && !fold.current.contains(target as Node)) fold.current.open = false
    }
    document.addEventListener('pointerdown', leave)
    return () => document.removeEventListener('pointerdown', leave)
  }, [])
  const onKeyDown = ({ key }: KeyboardEvent): void => {
    if (key !== 'Escape' || !fold.current) return
    fold.current.open = false
    fold.current.querySelector('summary')?.focus()
  }
  return (
    <details ref={fold} className="fold" onKeyDown={onKeyDown}>
      <summary data-testid="menu-fold">{text('console.account.title')}</summary>
      <ul>
        {pages.map(({ href, name }) => (
          <li key={href}>
            <Link href={href}>{text(name)}</Link>
          </li>
        ))}
      </ul>
    </details>
  )
}
