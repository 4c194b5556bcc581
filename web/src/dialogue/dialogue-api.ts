import type {
  ApprovalBody,
  Decided,
  DialogueList,
  Maintenance,
  NumberRequestBody,
  NumberRequestList,
  NumberRequestTaken,
  RegisteredNumber,
  SmsNumberBody,
  SmsNumberList,
  SmsTransportState,
} from '../api-types.ts'

/** Sends one request to the API. @throws ApiError */
type Ask = <T>(method: string, path: string, body?: object) => Promise<T>

/** A page of a list, and what it is to hold; empty values are left out. */
export type Page = { cursor?: string | undefined }

const SHOWN = 20

/** What the API has for the SMS dialogue and the numbers that may use it. */
export function dialogueApi(request: Ask) {
  const id = encodeURIComponent
  return {
    /** Anybody may. */
    requestNumber: (asked: NumberRequestBody) => request<NumberRequestTaken>('POST', '/sms/number-requests', asked),

    numberRequests: (page: Page & { state?: string }) =>
      request<NumberRequestList>('GET', `/sms/number-requests${queryOf(page)}`),
    approveNumber: (requestId: string, decision: ApprovalBody) =>
      request<RegisteredNumber>('POST', `/sms/number-requests/${id(requestId)}/approval`, decision),
    rejectNumber: (requestId: string, reason: string) =>
      request<Decided>('POST', `/sms/number-requests/${id(requestId)}/rejection`, { reason }),
    numbers: (page: Page) => request<SmsNumberList>('GET', `/sms/numbers${queryOf(page)}`),
    registerNumber: (made: SmsNumberBody) => request<RegisteredNumber>('POST', '/sms/numbers', made),
    withdrawNumber: (numberId: string) => request<Decided>('POST', `/sms/numbers/${id(numberId)}/withdrawal`),

    /** @param page.answer a stable name, or `refused` @param page.numberId a registration */
    dialogue: (page: Page & { answer?: string; numberId?: string }) =>
      request<DialogueList>('GET', `/sms/dialogue${queryOf(page)}`),
    maintenance: () => request<Maintenance>('GET', '/sms/maintenance'),
    setMaintenance: (on: boolean) => request<Maintenance>('PUT', '/sms/maintenance', { on }),
    smsTransport: () => request<SmsTransportState>('GET', '/sms-transport'),
  }
}

function queryOf(page: Record<string, string | undefined>): string {
  const query = new URLSearchParams({ limit: String(SHOWN) })
  for (const [name, value] of Object.entries(page)) if (value) query.set(name, value)
  return `?${query}`
}
