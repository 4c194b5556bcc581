import fastifyCookie from '@fastify/cookie'
import type { Api, Door } from './door.ts'
import { endConnections } from './drain.ts'
import { HTTP_LIMITS } from './limits.ts'
import { measures } from './measures.ts'
import { describeApi } from './openapi/document.ts'
import type { DoorParts } from './parts.ts'
import { problemAnswers } from './problem/answer-problem.ts'
import type { Teller } from './problem/problem-body.ts'
import { accountRedemptionRoutes } from './routes/account-redemptions.ts'
import { accountRoutes } from './routes/accounts.ts'
import { agreementRoutes, askingRoutes, openAgreementRoutes } from './routes/agreements.ts'
import { alarmSettingRoutes, zoneRoutes } from './routes/alarm-settings.ts'
import { alarmRoutes } from './routes/alarms.ts'
import { batchEndRoutes } from './routes/batch-ends.ts'
import { batchExportRoutes } from './routes/batch-exports.ts'
import { batchRoutes } from './routes/batches.ts'
import { billingRoutes } from './routes/billing.ts'
import { codeStateRoutes } from './routes/code-state.ts'
import { codeRoutes } from './routes/codes.ts'
import { consentRoutes } from './routes/consents.ts'
import { consoleFiles, type PageFallback } from './routes/console.ts'
import { contactRoutes } from './routes/contacts.ts'
import { creditRoutes } from './routes/credits.ts'
import { customerRoutes } from './routes/customers.ts'
import { deviceRedemptionRoutes } from './routes/device-redemptions.ts'
import { deviceRoutes } from './routes/devices.ts'
import { dongleStockRoutes } from './routes/dongles.ts'
import { eventRoutes } from './routes/events.ts'
import { invoiceRoutes } from './routes/invoices.ts'
import { licenceOrderRoutes } from './routes/licence-orders.ts'
import { linkRoutes } from './routes/links.ts'
import { mailRoutes } from './routes/mails.ts'
import { measurementExportRoutes } from './routes/measurement-exports.ts'
import { measurementRoutes } from './routes/measurements.ts'
import { operationRoutes } from './routes/operation.ts'
import { ownAccountRoutes } from './routes/own-account.ts'
import { paymentRoutes } from './routes/payments.ts'
import { phoneRoutes } from './routes/phone.ts'
import { accountExportRoutes, closingRoutes } from './routes/privacy.ts'
import { problemPages } from './routes/problems.ts'
import { pushRoutes } from './routes/push.ts'
import { receiptRoutes } from './routes/receipts.ts'
import { recipientActRoutes } from './routes/recipient-acts.ts'
import { recipientRoutes } from './routes/recipients.ts'
import { redemptionRoutes } from './routes/redemptions.ts'
import { registrationRoutes } from './routes/registrations.ts'
import { runwayRoutes } from './routes/runway.ts'
import { secondFactorRoutes } from './routes/second-factor.ts'
import { sessionRoutes } from './routes/session.ts'
import { ownSessionRoutes } from './routes/sessions.ts'
import { setAsideRoutes } from './routes/set-aside.ts'
import { simulatedDongleRoutes } from './routes/simulated-dongles.ts'
import { simulatedPhoneRoutes } from './routes/simulated-phones.ts'
import { simulatorRoutes } from './routes/simulator.ts'
import { smsRoutes, smsTransportRoutes } from './routes/sms.ts'
import { smsGatewayRoutes } from './routes/sms-gateways.ts'
import { smsMaintenanceRoutes } from './routes/sms-maintenance.ts'
import { smsNumberRoutes } from './routes/sms-numbers.ts'
import { stockRoutes } from './routes/stock.ts'
import { supportRoutes } from './routes/support.ts'
import { unlockRoutes } from './routes/unlocks.ts'
import { userRoutes } from './routes/users.ts'
import { securityHeaders } from './security-headers.ts'
import { newServer } from './server.ts'
import { authentication } from './session/authenticate.ts'
import { signInLimit } from './session/sign-in-limit.ts'
import { streamRegistry } from './sse/streams.ts'

const ROUTES = [
  sessionRoutes,
  ownSessionRoutes,
  secondFactorRoutes,
  linkRoutes,
  userRoutes,
  consentRoutes,
  contactRoutes,
  customerRoutes,
  deviceRoutes,
  registrationRoutes,
  agreementRoutes,
  askingRoutes,
  measurementRoutes,
  runwayRoutes,
  alarmRoutes,
  alarmSettingRoutes,
  zoneRoutes,
  measurementExportRoutes,
  deviceRedemptionRoutes,
  redemptionRoutes,
  accountRedemptionRoutes,
  ownAccountRoutes,
  phoneRoutes,
  smsRoutes,
  smsTransportRoutes,
  mailRoutes,
  accountExportRoutes,
  closingRoutes,
  smsNumberRoutes,
  smsMaintenanceRoutes,
  licenceOrderRoutes,
  receiptRoutes,
  eventRoutes,
  stockRoutes,
  dongleStockRoutes,
  unlockRoutes,
  batchRoutes,
  batchExportRoutes,
  batchEndRoutes,
  codeStateRoutes,
  codeRoutes,
  accountRoutes,
  invoiceRoutes,
  billingRoutes,
  paymentRoutes,
  operationRoutes,
  setAsideRoutes,
  supportRoutes,
  openAgreementRoutes,
  recipientRoutes,
  recipientActRoutes,
  creditRoutes,
  pushRoutes,
  smsGatewayRoutes,
  problemPages,
]
/** Asked every few seconds by machines. */
const PROBES = new Set(['/healthz', '/readyz', '/metrics'])

/** Builds the HTTP door. It does not listen: `app.listen({ host, port })` does, and `app.close()` ends its streams and drains it. */
export async function buildApp(parts: DoorParts): Promise<Api> {
  const { config, house, metrics, texts } = parts
  const { world } = house
  const teller: Teller = { texts, support: config.support, publicUrl: () => config.publicUrl ?? addressOf(api) }
  const problems = problemAnswers(teller, world)
  let page: PageFallback = () => null
  const api = newServer({ world, teller, problems, page: (request, reply) => page(request, reply) })
  const streams = streamRegistry(world.clock, HTTP_LIMITS)
  const door: Door = {
    ...parts,
    teller,
    streams,
    auth: authentication(house, parts.operatorToken, teller.publicUrl),
    signIns: signInLimit(world.clock),
    measures: measures(metrics, () => streams.count),
  }
  problems.onTold(door.measures.problem)
  observe(api, door)
  await api.register(fastifyCookie)
  await describeApi(api, parts.version, parts.consoleDir)
  for (const routes of ROUTES) routes(api, door)
  if (parts.simulator) simulatorRoutes(api, door, parts.simulator)
  if (parts.simulator?.dongles) simulatedDongleRoutes(api, door, parts.simulator.dongles)
  if (parts.simulator?.phones) simulatedPhoneRoutes(api, door, parts.simulator.phones)
  if (parts.consoleDir !== undefined) page = await consoleFiles(api, parts.consoleDir)
  api.addHook('preClose', async () => streams.close())
  endConnections(api, world.clock)
  await api.ready()
  return api
}

/** Every answer has the security headers and its request's id, and leaves a line and a measure: the route's pattern, never the address itself. */
function observe(api: Api, { house, measures, teller }: Door): void {
  const { log } = house.world
  api.addHook('onSend', async (request, reply) => {
    const route = request.routeOptions.url ?? request.url
    securityHeaders(reply, route, teller.publicUrl().startsWith('https://'))
    reply.header('x-request-id', request.id)
  })
  api.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url ?? 'unknown'
    const took_ms = reply.elapsedTime
    measures.answered(request.method, route, reply.statusCode, took_ms)
    const line = {
      requestId: request.id,
      method: request.method,
      route,
      status: reply.statusCode,
      took_ms: Math.round(took_ms * 10) / 10,
    }
    if (PROBES.has(route)) log.debug(line, 'answered')
    else log.info(line, 'answered')
  })
}

function addressOf(api: Api): string {
  const address = api.server.address()
  if (address === null || typeof address === 'string') return 'http://localhost'
  const everywhere = address.address === '0.0.0.0' || address.address === '::'
  const name = everywhere ? 'localhost' : address.family === 'IPv6' ? `[${address.address}]` : address.address
  return `http://${name}:${address.port}`
}
