import { claimDevice, type Wanted } from '../../flows/owning/claim.ts'
import {
  CLAIMED_MAX,
  CLAIMED_TOGETHER_MAX,
  claimEach,
  claimTogether,
  type LineOutcome,
} from '../../flows/owning/claim-many.ts'
import { instantText } from '../../std/period.ts'
import { ProblemError } from '../../std/problems.ts'
import { caratIdTyped, imeiTyped } from '../../std/typed-serial.ts'
import type { Api, Door } from '../door.ts'
import { readDeviceCsv } from '../import/device-csv.ts'
import { HTTP_LIMITS } from '../limits.ts'
import { PROBLEM_ANSWERS } from '../openapi/problems.ts'
import { InvalidRequest } from '../problem/invalid-request.ts'
import { RegisterBody, RegisteredDevice, RegistrationsBody, RegistrationsReport } from '../registration-schemas.ts'

/** Devices that people register on their accounts: a collar by its IMEI, a dongle by its Carat-ID, or many of both by a file. */
export function registrationRoutes(api: Api, { auth, house }: Door): void {
  const tags = ['devices']

  api.post(
    '/api/v1/devices',
    {
      onRequest: auth.signedIn,
      schema: {
        tags,
        summary: 'Register a collar by its IMEI, or a dongle by its Carat-ID',
        description:
          'One from the stock, or one that a closed account left. The subscription of a collar is active at once; a dongle has none. 201: it is registered; 200: it was on this ' +
          'account already. `imei-not-available` and `dongle-not-available` say neither whether there is such a device nor whose it is: a change of ownership may be asked for ' +
          'all the same.',
        body: RegisterBody,
        response: { 200: RegisteredDevice, 201: RegisteredDevice, ...PROBLEM_ANSWERS },
      },
    },
    async (request, reply) => {
      const { imei, caratId, ...rest } = request.body
      const wanted = wantedOf(imei, caratId)
      const outcome = await claimDevice(house, auth.actorOf(request), { ...rest, ...wanted })
      switch (outcome.kind) {
        case 'registered':
        case 'already-yours':
          reply.code(outcome.kind === 'registered' ? 201 : 200)
          return { deviceId: outcome.deviceId, outcome: outcome.kind }
        case 'not-available':
          throw new ProblemError(wanted.kind === 'dongle' ? 'dongle-not-available' : 'imei-not-available')
        case 'invalid':
          throw new ProblemError(wanted.kind === 'dongle' ? 'invalid-carat-id' : 'invalid-imei')
        case 'too-many':
          throw new ProblemError('too-many-imeis', { retryAt: outcome.retryAt })
        case 'which-account':
          throw new InvalidRequest({ path: '/body/accountId', message: 'must name the account that gets it' })
        default:
          throw new ProblemError(outcome.kind)
      }
    },
  )

  api.post(
    '/api/v1/devices/registrations',
    {
      onRequest: auth.signedIn,
      bodyLimit: HTTP_LIMITS.registrationsBytes_max,
      schema: {
        tags,
        summary: 'Register collars and dongles from a file (CSV), with a report of each line',
        description: 'Each by the rules of registering one. Sending the file again registers what is missing.',
        body: RegistrationsBody,
        response: { 200: RegistrationsReport, ...PROBLEM_ANSWERS },
      },
    },
    async (request) => {
      const { csv, allOrNothing = false, accountId } = request.body
      const read = readDeviceCsv(csv, allOrNothing ? CLAIMED_TOGETHER_MAX : CLAIMED_MAX)
      if (!read.ok) throw new InvalidRequest({ path: '/body/csv', message: `line ${read.line} ${read.message}` })
      const wish = { lines: read.lines, ...(accountId === undefined ? {} : { accountId }) }
      const claim = allOrNothing ? claimTogether : claimEach
      const outcomes = await claim(house, auth.actorOf(request), wish)
      if (outcomes.every(({ kind }) => kind === 'forbidden')) throw new ProblemError('forbidden')
      return {
        registered: outcomes.filter(({ kind }) => kind === 'registered').length,
        done: outcomes.every(({ kind }) => ['registered', 'already-yours', 'repeated'].includes(kind)),
        items: outcomes.map(reportLine),
      }
    },
  )
}

function wantedOf(imei: string | undefined, caratId: string | undefined): Wanted {
  if (imei !== undefined && caratId === undefined) return { kind: 'collar', serial: imeiTyped(imei) }
  if (caratId !== undefined && imei === undefined) return { kind: 'dongle', serial: caratIdTyped(caratId) }
  throw new InvalidRequest({ path: '/body', message: 'must have either imei or caratId' })
}

function reportLine({ line, wanted, kind, ...more }: LineOutcome) {
  const dongle = wanted?.kind === 'dongle'
  return {
    line,
    ...(wanted && { [dongle ? 'caratId' : 'imei']: wanted.serial }),
    outcome: kind === 'invalid' ? (dongle ? ('invalid-carat-id' as const) : ('invalid-imei' as const)) : kind,
    ...('deviceId' in more ? { deviceId: more.deviceId } : {}),
    ...('retryAt' in more ? { retryAt: instantText(more.retryAt) } : {}),
  }
}
