import { Counter, Gauge, Histogram, type Registry } from 'prom-client'

/** What the door counts. Labels are route patterns, methods and stable names: never an id, an address or anything typed by a person. */
export type Measures = {
  answered(method: string, route: string, status: number, took_ms: number): void
  problem(code: string): void
  redemption(outcome: string): void
  signIn(outcome: 'signed-in' | 'wrong-login' | 'limited'): void
  gateway(profile: string, hook: 'inbound' | 'reports', outcome: 'taken' | 'unproven' | 'malformed' | 'failed'): void
}

const BUCKETS_S = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

/** @param streams how many live streams are open */
export function measures(registry: Registry, streams: () => number): Measures {
  const registers = [registry]
  const requests = new Histogram({
    name: 'koppel_http_request_seconds',
    help: 'Time to answer, by route',
    labelNames: ['method', 'route', 'status'] as const,
    buckets: BUCKETS_S,
    registers,
  })
  const problems = new Counter({
    name: 'koppel_http_problems_total',
    help: 'Requests that did not succeed, by problem',
    labelNames: ['code'] as const,
    registers,
  })
  const redemptions = new Counter({
    name: 'koppel_redemptions_total',
    help: 'Codes entered, by outcome',
    labelNames: ['outcome'] as const,
    registers,
  })
  const signIns = new Counter({
    name: 'koppel_sign_ins_total',
    help: 'Attempts to sign in, by outcome',
    labelNames: ['outcome'] as const,
    registers,
  })
  const gateways = new Counter({
    name: 'koppel_sms_gateway_requests_total',
    help: 'Calls of the SMS gateway, by what became of them',
    labelNames: ['profile', 'hook', 'outcome'] as const,
    registers,
  })
  new Gauge({
    name: 'koppel_event_streams',
    help: 'Live streams that are open',
    registers,
    collect() {
      this.set(streams())
    },
  })
  return {
    answered: (method, route, status, took_ms) => requests.observe({ method, route, status }, took_ms / 1_000),
    problem: (code) => problems.inc({ code }),
    redemption: (outcome) => redemptions.inc({ outcome }),
    signIn: (outcome) => signIns.inc({ outcome }),
    gateway: (profile, hook, outcome) => gateways.inc({ profile, hook, outcome }),
  }
}
