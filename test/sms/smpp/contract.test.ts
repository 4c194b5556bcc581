import { SMPP_LIMITS } from '../../../src/sms/smpp/limits.ts'
import { smppTransport } from '../../../src/sms/smpp/transport.ts'
import { socketWire } from '../../../src/sms/smpp/wire.ts'
import { silent } from '../../../src/std/log.ts'
import { manualClock } from '../../../src/std/manual-clock.ts'
import { seededRandom } from '../../../src/std/random.ts'
import { heldSink } from '../held-sink.ts'
import { type Shown, transportContract, until } from '../transport-contract.ts'
import { perlSmsc, type SmscEvent } from './perl-smsc.ts'

const ACCOUNT = { systemId: 'koppel', password: 'secret', systemType: '', from: '+46700000000' }

/** Parts put together as a phone does. */
function shown(events: readonly SmscEvent[]): Shown[] {
  const messages = new Map<unknown, { from: string; to: string; parts: string[] }>()
  for (const { event, reference, total, number, from, to, text, id } of events) {
    if (event !== 'submit') continue
    const key = total === 1 ? id : `${to} ${reference}`
    const message = messages.get(key) ?? { from: `+${from}`, to: `+${to}`, parts: [] }
    message.parts[Number(number) - 1] = String(text)
    messages.set(key, message)
  }
  return [...messages.values()].map(({ from, to, parts }) => ({ from, to, text: parts.join('') }))
}

transportContract('smpp, with Net::SMPP at the other end', async () => {
  const smsc = await perlSmsc()
  const sink = heldSink()
  const clock = manualClock()
  const world = { clock, random: seededRandom(1), log: silent }
  const open = socketWire({ tls: false, host: '127.0.0.1', port: smsc.port })
  const transport = smppTransport({ world, open, account: ACCOUNT, sink })
  await smsc.next('bind')
  await until(() => transport.state().ready)
  let references = 0
  const deliver = async (command: Record<string, unknown>): Promise<boolean> => {
    smsc.order({ do: 'deliver', ...command })
    return (await smsc.next('answer')).status === 0
  }
  return {
    transport,
    sink,
    async shown() {
      smsc.order({ do: 'sync' })
      await smsc.next('synced')
      return shown(smsc.events)
    },
    async next(fate) {
      smsc.order({ do: 'fate', fate })
      await smsc.next('fated')
    },
    async says({ from, to, text }) {
      smsc.order({ do: 'encode', text })
      const { coding, parts } = (await smsc.next('encoded')) as unknown as { coding: number; parts: string[] }
      const addresses = { from: from.slice(1), to: to.slice(1), coding }
      if (parts.length === 1) return (await deliver({ ...addresses, octets: parts[0] })) ? 'acknowledged' : 'refused'
      const header = (number: number): string =>
        Buffer.from([5, 0, 3, references, parts.length, number]).toString('hex')
      references++
      const answers = await Promise.all(
        parts.map((octets, at) => deliver({ ...addresses, esm: 0x40, octets: header(at + 1) + octets })),
      )
      return answers.every((good) => good) ? 'acknowledged' : 'refused'
    },
    async tells(id, state) {
      const stat = state === 'delivered' ? 'DELIVRD' : 'UNDELIV'
      const text = `id:${id} sub:001 dlvrd:001 submit date:2611221200 done date:2611221201 stat:${stat} err:000 text:hello`
      await deliver({ from: '436641234567', to: '46700000000', esm: 0x04, octets: Buffer.from(text).toString('hex') })
    },
    // Less than the silence after which the SMSC is asked whether it is there: its answer comes by the real clock.
    pass: () => clock.advance(SMPP_LIMITS.idle_ms - 1_000),
    async close() {
      await transport.close()
      await smsc.close()
    },
  }
})
