import type { BegunFactor, FactorResetAsked, RecoveryCodes, SecondFactor } from '../api-types.ts'

/** Sends one request to the API. @throws ApiError */
type Ask = <T>(method: string, path: string, body?: object) => Promise<T>

/** One's own second factor. */
export function factorApi(request: Ask) {
  return {
    factor: () => request<SecondFactor>('GET', '/second-factor'),
    beginFactor: () => request<BegunFactor>('POST', '/second-factor'),
    confirmFactor: (code: string) => request<RecoveryCodes>('POST', '/second-factor/confirmation', { code }),
    askFactorReset: (email: string, reason: string) =>
      request<FactorResetAsked>('POST', '/support/factor-resets', { email, reason }),
    endFactor: (code: string) => request<SecondFactor>('POST', '/second-factor/removal', { code }),
  }
}
