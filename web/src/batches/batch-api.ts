import type {
  Activated,
  Batch,
  BatchActivation,
  BatchBody,
  BatchList,
  BatchRevocation,
  CodeOfBatch,
  CodeRevocation,
} from '../api-types.ts'

/** Sends one request to the API. @throws ApiError */
type Ask = <T>(method: string, path: string, body?: object, headers?: Record<string, string>) => Promise<T>

/** What the API has for batches of codes, and for single codes of them. */
export function batchApi(request: Ask) {
  return {
    /** @param page.cursor the place in the list, from the page before; absent: the newest */
    batches: ({ cursor }: { cursor?: string | undefined } = {}) =>
      request<BatchList>('GET', cursor === undefined ? '/batches' : `/batches?${new URLSearchParams({ cursor })}`),
    /** @param key the same for every sending of one order (Idempotency-Key) */
    orderBatch: (order: BatchBody, key: string) =>
      request<Batch>('POST', '/batches', order, { 'idempotency-key': key }),
    confirmBatch: (id: string) => request<Batch>('POST', `/batches/${encodeURIComponent(id)}/confirmation`),
    revokeBatch: (id: string, reason: BatchRevocation['reason']) =>
      request<Batch>('POST', `/batches/${encodeURIComponent(id)}/revocation`, { reason }),
    /** By the printed numbers of its cards. */
    activateNumbers: (id: string, numbers: BatchActivation) =>
      request<Activated>('POST', `/batches/${encodeURIComponent(id)}/activation`, numbers),
    /** All codes of the card that this one is on. */
    activateCode: (code: string) => request<CodeOfBatch>('POST', '/codes/activation', { code }),
    revokeCode: (revocation: CodeRevocation) => request<CodeOfBatch>('POST', '/codes/revocation', revocation),
  }
}
