import type {
  Ended,
  Invitation,
  InvitationBody,
  LinkUse,
  MailAsked,
  MemberList,
  RegistrationBody,
  SeenLink,
  SessionList,
  UsedLink,
} from '../api-types.ts'
import { consentApi } from '../consents/consent-api.ts'
import { customerApi } from '../customers/customer-api.ts'
import { factorApi } from './factor-api.ts'

/** Sends one request to the API. @throws ApiError */
type Ask = <T>(method: string, path: string, body?: object) => Promise<T>

/** Users of an account, one's own sessions, password, second factor and consents, and ways in by mail. */
export function userApi(request: Ask) {
  const users = (accountId: string): string => `/accounts/${encodeURIComponent(accountId)}/users`
  const user = (accountId: string, userId: string): string => `${users(accountId)}/${encodeURIComponent(userId)}`
  return {
    register: (newcomer: RegistrationBody) => request<MailAsked>('POST', '/registrations', newcomer),
    forgot: (email: string) => request<MailAsked>('POST', '/password-resets', { email }),
    seeLink: (token: string) => request<SeenLink>('POST', '/links/seen', { token }),
    followLink: (use: LinkUse) => request<UsedLink>('POST', '/links/used', use),
    sessions: () => request<SessionList>('GET', '/sessions'),
    /** @param id absent: all others than this one */
    endSessions: (id?: string) =>
      request<Ended>('DELETE', id === undefined ? '/sessions' : `/sessions/${encodeURIComponent(id)}`),
    changePassword: (current: string, password: string) => request<Ended>('PUT', '/password', { current, password }),
    changeLanguage: (language: string) => request<void>('PUT', '/language', { language }),
    members: (accountId: string) => request<MemberList>('GET', users(accountId)),
    invite: (accountId: string, body: InvitationBody) =>
      request<Invitation>('POST', `/accounts/${encodeURIComponent(accountId)}/invitations`, body),
    changeLevel: (accountId: string, userId: string, level: string) =>
      request<Ended>('PUT', `${user(accountId, userId)}/level`, { level }),
    setPassword: (accountId: string, userId: string, password: string) =>
      request<Ended>('PUT', `${user(accountId, userId)}/password`, { password }),
    ...consentApi(request),
    ...customerApi(request),
    ...factorApi(request),
    removeUser: (accountId: string, userId: string) => request<Ended>('DELETE', user(accountId, userId)),
  }
}
