import type { MailList, MailWhole } from '../api-types.ts'

/** Sends one request to the API. @throws ApiError */
type Ask = <T>(method: string, path: string, body?: object) => Promise<T>

/** The outbox of mails, for staff. */
export function mailApi(request: Ask) {
  return {
    mails: (query: { cursor: string | undefined }) =>
      request<MailList>('GET', `/mails?limit=20${query.cursor === undefined ? '' : `&cursor=${query.cursor}`}`),
    mail: (id: string) => request<MailWhole>('GET', `/mails/${encodeURIComponent(id)}`),
  }
}

/** Address of one file of a mail; the session's cookie opens it. @param part from 0 */
export function mailFileUrl(id: string, part: number): string {
  return `/api/v1/mails/${encodeURIComponent(id)}/files/${part}`
}
