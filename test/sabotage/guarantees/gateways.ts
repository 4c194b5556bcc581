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
  {
    name: 'an SMS is on disk before the SMSC is answered',
    promise: 'A deliver_sm is answered well only when its message is on disk; else the SMSC brings it again.',
    edits: [
      {
        file: 'src/sms/smpp/transport.ts',
        out: 'const verdict = await messages.take({ from, to, ...part }, on)',
        in: "void messages.take({ from, to, ...part }, on)\n    const verdict = String('kept')",
      },
    ],
    suite: 'test/sms/smpp/contract.test.ts',
  },
  {
    name: 'a part waits for its message',
    promise: 'No part of a message is acknowledged to the SMSC before the whole is on disk.',
    edits: [
      { file: 'src/sms/smpp/gather.ts', out: 'return hold(message)', in: "return hold(message).then(() => 'kept')" },
    ],
    suite: 'test/sms/smpp/gather.test.ts',
  },
  {
    name: 'a message that comes twice has one id',
    promise: 'What an SMSC brings again because it may not have our answer is the same message.',
    edits: [
      {
        file: 'src/sms/smpp/gather.ts',
        out: "if (answer === undefined || answer.verdict === 'later') return true",
        in: "if (answer === undefined || answer.verdict === 'later') return message.total > 1",
      },
    ],
    suite: 'test/sms/smpp/gather.test.ts',
  },
  {
    name: 'a deaf SMSC is left',
    promise: 'A connection whose other end is gone without a word is found out and made anew.',
    edits: [
      {
        file: 'src/sms/smpp/session.ts',
        out: 'onIdle: () => void ask(COMMAND.enquire_link, NOTHING, SMPP_LIMITS.enquire_timeout_ms),',
        in: 'onIdle: () => {},',
      },
    ],
    suite: 'test/sms/smpp/hostile.test.ts',
  },
  {
    name: 'a length that lies is not believed',
    promise: 'No length field makes us keep more than one PDU may have.',
    edits: [
      {
        file: 'src/sms/smpp/pdu.ts',
        out: 'length < HEADER_BYTES || length > SMPP_LIMITS.pduBytes_max',
        in: 'length < HEADER_BYTES',
      },
    ],
    suite: 'test/sms/smpp/hostile.test.ts',
  },
]
