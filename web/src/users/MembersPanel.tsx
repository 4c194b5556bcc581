import { type FormEvent, useState } from 'react'
import type { MemberList } from '../api-types.ts'
import { useLanguage } from '../language/language.tsx'
import { useLoad } from '../live/use-load.ts'
import { LoadedView } from '../parts/LoadedView.tsx'
import { TroubleNotice } from '../parts/TroubleNotice.tsx'
import { useAct } from '../parts/use-act.ts'
import { useSession } from '../session/session.tsx'
import { useWorld } from '../world.tsx'
import { levelsBeside, manages } from './levels.ts'

/** Users of one account: seen, and by its owners invited, changed and removed. */
export function MembersPanel(props: { accountId: string; name: string; level: string }) {
  const { accountId, name, level } = props
  const { api } = useWorld()
  const { text } = useLanguage()
  const loaded = useLoad(() => api.members(accountId), `users ${accountId}`, 0)
  const changes = useAct(loaded.again)
  return (
    <section className="panel account" data-testid="members">
      <h2>
        {text('console.users.of')} {name}
      </h2>
      <LoadedView loaded={loaded} waiting={<div className="bone row" />}>
        {(list) => (
          <Members accountId={accountId} level={level} list={list} act={changes.act} working={changes.working} />
        )}
      </LoadedView>
      <div aria-live="polite">{changes.trouble && <TroubleNotice trouble={changes.trouble} />}</div>
      {manages(level) && <InviteForm accountId={accountId} level={level} again={loaded.again} />}
    </section>
  )
}

function Members(props: {
  accountId: string
  level: string
  list: MemberList
  working: boolean
  act: (doing: Promise<unknown>) => void
}) {
  const { accountId, level, list, working, act } = props
  const { api } = useWorld()
  const { text, format } = useLanguage()
  const { state } = useSession()
  const self = state.kind === 'in' ? state.user.id : ''
  return (
    <ul className="talk">
      {list.members.map((member) => (
        <li key={member.userId} data-testid="member">
          {member.name} <span className="soft">{member.email}</span>{' '}
          {manages(level) ? (
            <>
              <select
                aria-label={text('console.users.level')}
                value={member.level}
                disabled={working}
                onChange={(event) => act(api.changeLevel(accountId, member.userId, event.target.value))}
              >
                {levelsBeside(level).map((one) => (
                  <option key={one} value={one}>
                    {text(`console.users.level.${one}`)}
                  </option>
                ))}
              </select>
              <button
                type="button"
                className="quiet"
                disabled={working}
                onClick={() => act(api.removeUser(accountId, member.userId))}
              >
                {text('console.users.remove')}
              </button>
              {member.userId !== self && <SetPassword accountId={accountId} userId={member.userId} />}
            </>
          ) : (
            <span className="badge">{text(`console.users.level.${member.level}`)}</span>
          )}
        </li>
      ))}
      {list.invited.map(({ id, email, level: offered, expiresAt }) => (
        <li key={id} className="soft">
          {email} ({text(`console.users.level.${offered}`)}),{' '}
          {text('console.users.invited', { until: format.day(expiresAt) })}
        </li>
      ))}
    </ul>
  )
}

/** A new password for another user of the account; their sessions end, and a mail tells them. */
function SetPassword(props: { accountId: string; userId: string }) {
  const { api } = useWorld()
  const { text } = useLanguage()
  const [open, setOpen] = useState(false)
  const { working, trouble, act } = useAct(() => setOpen(false))
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault()
    act(api.setPassword(props.accountId, props.userId, String(new FormData(event.currentTarget).get('password'))))
  }
  if (!open)
    return (
      <button type="button" className="quiet" data-testid="set-password" onClick={() => setOpen(true)}>
        {text('console.users.password.set')}
      </button>
    )
  return (
    <form className="form" onSubmit={submit}>
      <label htmlFor={`set-${props.userId}`}>{text('console.users.password.new')}</label>
      <input
        id={`set-${props.userId}`}
        name="password"
        type="password"
        autoComplete="new-password"
        minLength={12}
        maxLength={256}
        required
      />
      <p className="soft">{text('console.users.password.rule')}</p>
      <div aria-live="polite">{trouble && <TroubleNotice trouble={trouble} />}</div>
      <button type="submit" disabled={working}>
        {text('console.users.password.save')}
      </button>
    </form>
  )
}

function InviteForm(props: { accountId: string; level: string; again: () => void }) {
  const { api } = useWorld()
  const { text } = useLanguage()
  const { working, trouble, act } = useAct(props.again)
  const levels = levelsBeside(props.level)
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    const level = levels.find((one) => one === form.get('level')) ?? 'viewer'
    act(api.invite(props.accountId, { email: String(form.get('email')).trim(), level }))
  }
  return (
    <form className="form" onSubmit={submit}>
      <label htmlFor="invite">{text('console.users.invite')}</label>
      <input id="invite" name="email" type="email" maxLength={254} required data-testid="invite-email" />
      <select name="level" aria-label={text('console.users.level')} defaultValue={levels.at(-1)}>
        {levels.map((one) => (
          <option key={one} value={one}>
            {text(`console.users.level.${one}`)}
          </option>
        ))}
      </select>
      <div aria-live="polite">{trouble && <TroubleNotice trouble={trouble} />}</div>
      <button type="submit" disabled={working} data-testid="invite-submit">
        {text('console.users.invite.submit')}
      </button>
    </form>
  )
}
