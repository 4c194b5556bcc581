import type { CookieSerializeOptions } from '@fastify/cookie'
import { SESSION_MS } from '../../accounts/session-token.ts'

export const SESSION_COOKIE = 'koppel_session'

/** Out of reach of scripts, and never sent along with another site's request. @param publicUrl https makes it `Secure` */
export function sessionCookie(publicUrl: string): CookieSerializeOptions {
  return {
    path: '/',
    httpOnly: true,
    sameSite: 'strict',
    secure: publicUrl.startsWith('https://'),
    maxAge: SESSION_MS / 1_000,
  }
}
