import type { HandedOver } from '../../src/flows/sms/transport.ts'
import { consoleTransport } from '../../src/sms/console.ts'
import { settle } from '../../src/std/manual-clock.ts'
import { heldSink } from './held-sink.ts'
import { modemStory } from './modem-setting.ts'
import { type FarEnd, type Shown, transportContract } from './transport-contract.ts'

const OURS = '+46700000000'
const PHONE = '+436641234567'
/** Longer than any wait of the driver's before it reads its memory again, and a telephone's way back. */
const PASS_MS = 90_000

transportContract(
  'console',
  async () => ({
    transport: consoleTransport(),
    sink: heldSink(),
    ...no('shown', 'next', 'says', 'tells'),
    pass: async () => {},
    close: async () => {},
  }),
  {
    phones: 'it sends none',
    fates: 'nobody refuses what it takes',
    inbound: 'no phone reaches it',
    reports: 'nothing becomes of a message that is not sent',
  },
)

function no(...members: ('shown' | 'next' | 'says' | 'tells')[]): Pick<FarEnd, (typeof members)[number]> {
  const never = (): never => {
    throw new Error('the contract asked for what this transport has not')
  }
  return { shown: never, next: never, says: never, tells: never }
}

transportContract('modem, on the simulated one', modemFarEnd)

async function modemFarEnd(): Promise<FarEnd> {
  const sink = heldSink()
  const story = await modemStory({ number: OURS, times: { transit_ms: 1_000 } })
  const { sim, clock, transport } = story
  story.sink.inbound = (sms) => sink.inbound(sms)
  story.sink.report = (report) => sink.report(report)
  await story.until(() => transport.state().ready)
  const arrived: Shown[] = []
  sim.carrier.onText((to, { from, text }) => void arrived.push({ from, to, text }))
  const said = new Set<string>()

  /** Lets time pass until it is settled, but none while the test holds a message in its hand. */
  const driven = async <Outcome>(outcome: Promise<Outcome>): Promise<Outcome> => {
    let settled = false
    outcome.then(
      () => {
        settled = true
      },
      () => {
        settled = true
      },
    )
    await settle()
    while (!settled) await (sink.waiting > 0 ? settle(1) : clock.advance(100))
    return outcome
  }
  const kept = async (text: string): Promise<'acknowledged' | 'refused'> => {
    const before = sink.brought.length
    while (sink.brought.length === before || sink.waiting > 0) await (sink.waiting > 0 ? settle(1) : clock.advance(100))
    await clock.advance(2_000)
    return sim.modem.state().messages === 0 && sink.kept.some((sms) => sms.text === text) ? 'acknowledged' : 'refused'
  }
  return {
    transport: {
      ...transport,
      send: (sms): Promise<HandedOver> => driven(transport.send(sms)),
      close: () => driven(transport.close()),
    },
    sink,
    async shown() {
      await clock.advance(10_000)
      return arrived
    },
    async next(fate) {
      if (fate === 'unclear') sim.faults.arm('lost-ack')
      // Unassigned number; network out of order (3GPP TS 24.011 Annex E-2).
      else sim.faults.arm('cms-error', fate === 'rejected' ? 1 : 38)
    },
    async says({ id, from, text }) {
      // A modem's carrier gives no ids: what it brings twice lies in the memory until it was taken.
      if (!said.has(id)) {
        await clock.advance(1_000)
        sim.phone(from).send(OURS, text)
      }
      said.add(id)
      return kept(text)
    },
    async tells(providerId, state) {
      if (state === 'failed') sim.carrier.unassign(PHONE)
      while (!sink.reports.some((report) => report.providerId === providerId)) await clock.advance(100)
    },
    pass: () => clock.advance(PASS_MS),
    close: () => driven(story.end()),
  }
}
