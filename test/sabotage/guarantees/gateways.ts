import type { Guarantee } from '../guarantee.ts'

const CONTRACT = 'test/sms/gateways/contract.test.ts'

/** What the ways to the telephone network promise. */
export const GATEWAYS: readonly Guarantee[] = [
  {
    name: 'a gateway proves itself',
    promise: 'What does not carry the gateway’s own signature or password is not read, and nothing of it is kept.',
    edits: [
      {
        file: 'src/sms/gateways/gateway.ts',
        out: 'if (!profile.proves(request, world.clock.now()))',
        in: 'if (!profile.proves(request, world.clock.now()) && request.body.length === 0)',
      },
    ],
    suite: 'test/sms/gateways/webhooks.test.ts',
  },
  {
    name: 'an SMS is on disk before the gateway is thanked',
    promise: 'A gateway is thanked for a message only when it is on disk; else it sends it again.',
    edits: [{ file: 'src/sms/gateways/gateway.ts', out: 'await parts.sink.inbound(', in: 'void parts.sink.inbound(' }],
    suite: CONTRACT,
  },
]
