import { type FormEvent, useState } from 'react'
import { Link } from 'wouter'
import type { SeenLink } from '../api-types.ts'
import { useLanguage } from '../language/language.tsx'
import { useLoad } from '../live/use-load.ts'
import { LoadedView } from '../parts/LoadedView.tsx'
import { TroubleNotice } from '../parts/TroubleNotice.tsx'
import { useAct } from '../parts/use-act.ts'
import { useSession } from '../session/session.tsx'
import type { Trouble } from '../trouble.ts'
import { useWorld } from '../world.tsx'

/** Whose end is not that one may sign in now. */
const SLOW: readonly string[] = ['factor-reset', 'factor-stop']

/** Where a link in a mail leads: a password is chosen, or an invitation accepted. */
export function LinkPage({ token }: { token: string }) {
  const { api } = useWorld()
  const { text } = useLanguage()
  const loaded = useLoad(() => api.seeLink(token), `link ${token}`, 0)
  const [done, setDone] = useState<SeenLink['kind'] | null>(null)
  const over = overOf(loaded.trouble)
  return (
    <section className="signIn">
      {done && (
        <p className="notice" data-testid="link-done">
          {text(`console.users.link.done.${SLOW.includes(done) ? done : 'at-once'}`)}
        </p>
      )}
      {!done && over && <DeadLink trouble={over} />}
      {!done && !over && (
        <LoadedView loaded={loaded} waiting={<div className="bone row" />}>
          {(link) => <LinkForm link={link} token={token} onDone={() => setDone(link.kind)} />}
        </LoadedView>
      )}
      {!over && <WayOut />}
    </section>
  )
}

/** Who did not want what the link is for leaves it unused. */
function WayOut() {
  const { text } = useLanguage()
  const { state } = useSession()
  return (
    <p className="ways">
      <Link href="/" className="back" data-testid="link-leave">
        {text(state.kind === 'in' ? 'console.devices.title' : 'console.signIn.title')}
      </Link>
    </p>
  )
}

/** Trying a link again that is over helps nobody: what helps is asking for another. */
function DeadLink({ trouble }: { trouble: Trouble }) {
  const { text } = useLanguage()
  const { state } = useSession()
  return (
    <>
      <TroubleNotice trouble={trouble} testId="link-over" />
      <p className="soft apart">{text('console.users.link.anew')}</p>
      {state.kind === 'out' && (
        <nav className="ways" aria-label={text('console.signIn.title')}>
          <Link href="/forgot">{text('console.users.forgot.title')}</Link>
          <Link href="/register">{text('console.users.register.title')}</Link>
          <Link href="/">{text('console.signIn.title')}</Link>
        </nav>
      )}
    </>
  )
}

function overOf(trouble: Trouble | null): Trouble | null {
  return trouble?.kind === 'problem' && trouble.problem.code === 'link-over' ? trouble : null
}

function LinkForm(props: { link: SeenLink; token: string; onDone: () => void }) {
  const { link, token } = props
  const { api } = useWorld()
  const { text } = useLanguage()
  const { working, trouble, act } = useAct(props.onDone)
  // Not chosen, but asked: it shows who follows the link.
  const present = link.kind === 'factor-reset'

  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault()
    const password = new FormData(event.currentTarget).get('password')
    act(api.followLink({ token, ...(password === null ? {} : { password: String(password) }) }))
  }

  return (
    <>
      <h1>{text(`console.users.link.${link.kind}`, { account: link.accountName ?? '' })}</h1>
      <form className="panel form" onSubmit={submit}>
        <p className="soft">{link.email}</p>
        {link.kind === 'factor-reset' && <p>{text('console.users.link.factor-reset.note')}</p>}
        {link.kind === 'customer' && <p>{text('console.users.link.customer.note')}</p>}
        {/* A password manager files the new password under this name. */}
        <input type="hidden" name="username" autoComplete="username" value={link.email} />
        {link.needsPassword && (
          <>
            <label htmlFor="password">
              {text(present ? 'console.users.password.current' : 'console.users.password.new')}
            </label>
            <input
              id="password"
              name="password"
              type="password"
              autoComplete={present ? 'current-password' : 'new-password'}
              minLength={present ? 1 : 12}
              maxLength={256}
              required
              data-testid="link-password"
            />
            {!present && <p className="soft">{text('console.users.password.rule')}</p>}
          </>
        )}
        <div aria-live="assertive">{trouble && <LinkTrouble trouble={trouble} />}</div>
        <button type="submit" className="primary" disabled={working} data-testid="link-submit">
          {text(buttonOf(link))}
        </button>
      </form>
    </>
  )
}

/** The address stands fast here, and a new password would stop what the link is for: the words of sign-in would lead astray. */
function LinkTrouble({ trouble }: { trouble: Trouble }) {
  const { text } = useLanguage()
  if (overOf(trouble)) return <DeadLink trouble={trouble} />
  if (trouble.kind === 'problem' && trouble.problem.code === 'wrong-login')
    return (
      <p className="notice bad" data-testid="link-wrong-password">
        {text('console.users.link.wrong-password')}
      </p>
    )
  return <TroubleNotice trouble={trouble} />
}

function buttonOf({ kind, needsPassword }: SeenLink): string {
  if (kind === 'factor-reset' || kind === 'factor-stop') return `console.users.link.${kind}`
  return needsPassword ? 'console.users.password.save' : 'console.users.link.accept'
}
