import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useState } from 'react'
import type { SignIn, User } from '../api-types.ts'
import { type Trouble, troubleOf } from '../trouble.ts'
import { useWorld } from '../world.tsx'
import { type Deed, may, mayAnywhere } from './may.ts'

/** `asking`: the cookie may still be good, the server is being asked. */
export type SessionState =
  | { kind: 'asking' }
  | { kind: 'unreachable'; trouble: Trouble }
  | { kind: 'out' }
  | { kind: 'in'; user: User }

type Session = {
  state: SessionState
  ask(): void
  /** @throws ApiError when the login is wrong or nothing can be reached */
  signIn(login: SignIn): Promise<void>
  signOut(): void
  /** The server said that the session is over. */
  end(): void
  /** Whoever is signed in changed something of themselves. */
  changed(user: Partial<Pick<User, 'language'>>): void
}

const SessionContext = createContext<Session | null>(null)

export function useSession(): Session {
  const session = useContext(SessionContext)
  if (!session) throw new Error('no SessionProvider above')
  return session
}

/** Whether to offer something to whoever is signed in. @param accountId whose thing it is */
export function useMay(deed: Deed, accountId?: string): boolean {
  const { state } = useSession()
  return state.kind === 'in' && may(state.user, deed, accountId)
}

/** Whether whoever is signed in may do something on any account. */
export function useMayAnywhere(deed: Deed): boolean {
  const { state } = useSession()
  return state.kind === 'in' && mayAnywhere(state.user, deed)
}

export function SessionProvider(props: { children: ReactNode }) {
  const { api } = useWorld()
  const [state, setState] = useState<SessionState>({ kind: 'asking' })

  const ask = useCallback(() => {
    setState({ kind: 'asking' })
    api.session().then(
      ({ user }) => setState({ kind: 'in', user }),
      (caught: unknown) => {
        const trouble = troubleOf(caught)
        const answered = trouble.kind === 'problem' && trouble.problem.status < 500
        setState(answered ? { kind: 'out' } : { kind: 'unreachable', trouble })
      },
    )
  }, [api])
  useEffect(ask, [ask])

  const session = useMemo<Session>(
    () => ({
      state,
      ask,
      async signIn(login) {
        const { user } = await api.signIn(login)
        setState({ kind: 'in', user })
      },
      signOut() {
        const out = (): void => setState({ kind: 'out' })
        // Whatever the server says, this page forgets: a cookie that outlived it is asked about at the next start.
        api.signOut().then(out, out)
      },
      end: () => setState({ kind: 'out' }),
      changed: (what) => setState((was) => (was.kind === 'in' ? { kind: 'in', user: { ...was.user, ...what } } : was)),
    }),
    [state, ask, api],
  )
  return <SessionContext value={session}>{props.children}</SessionContext>
}
