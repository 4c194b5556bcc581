import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createDongle, type Dongle as SimulatedDongle } from '../../firmware-sim/dongle/dongle.ts'
import type { SimLine } from '../../firmware-sim/line.ts'
import { memoryNvm } from '../../firmware-sim/nvm/nvm.ts'
import { ptyPort } from '../../firmware-sim/pty-port.ts'
import { memoryPort } from '../../firmware-sim/testing/memory-port.ts'
import { unlockCode } from '../../src/licences/unlock-code.ts'
import { type Dongle, dongleOn } from '../../src/serial/dongle/session.ts'
import { REQUEST_MS_MAX } from '../../src/serial/link/limits.ts'
import { systemBinding } from '../../src/serial/port/binding.ts'
import { portOpener } from '../../src/serial/port/open.ts'
import { systemClock } from '../../src/std/clock.ts'
import { silent } from '../../src/std/log.ts'
import { manualClock, settle } from '../../src/std/manual-clock.ts'
import { fraction, type Random, seededRandom, systemRandom } from '../../src/std/random.ts'
import type { OpenSerialLine } from '../../src/std/serial-line.ts'
import { temporaryDirectory } from '../setup/temporary-directory.ts'

const KEY = new Uint8Array(32).fill(0x5a)
const IDENTITY = { caratId: 'FC00012A', key: Buffer.from(KEY).toString('base64url'), keyVersion: 3 }
const ok = <T>(answer: { kind: string; value?: T }): T => {
  if (answer.kind !== 'ok') throw new Error(`refused: ${JSON.stringify(answer)}`)
  return answer.value as T
}

describe('a simulated dongle on a real port', () => {
  const world = { clock: systemClock(), random: systemRandom(), log: silent }
  let directory: string
  let simulated: SimulatedDongle
  let open: OpenSerialLine
  let dongle: Dongle

  beforeEach(async () => {
    directory = temporaryDirectory()
    const port = ptyPort(join(directory, 'dongle-1'), world)
    simulated = createDongle({ identity: IDENTITY, nvm: memoryNvm(), world, port })
    await simulated.plug()
    open = portOpener(await systemBinding(), { kind: 'path', path: port.path }, world.clock)
    dongle = dongleOn(await open(), world)
  })
  afterEach(async () => {
    await dongle.close()
    await simulated.stop()
    rmSync(directory, { recursive: true })
  })

  test('is known, given user information, unlocked once, and holds it', async () => {
    expect(ok(await dongle.hello())).toMatchObject({ version: 1, session: 1, boot: 1 })
    expect(ok(await dongle.selfTest())).toEqual([])
    expect(await dongle.unlock('0'.repeat(16))).toEqual({ kind: 'no-user-information' })
    const fingerprint = ok(await dongle.userInformation('Musterfrau, Wien'))
    const { licenceNumber, keyVersion } = ok(await dongle.identity(new Uint8Array(16)))
    expect([licenceNumber, keyVersion]).toEqual([`FC00012A${fingerprint}`, 3])
    expect(simulated.state().licenceNumber).toBe(licenceNumber)

    const points = unlockCode(KEY, licenceNumber, { kind: 'points', points: 31 }, 1)
    expect(ok(await dongle.unlock(points))).toEqual({ outcome: 'unlocked', points: 31, e: false })
    expect(ok(await dongle.unlock(points))).toEqual({ outcome: 'held-already', points: 31, e: false })
    expect(ok(await dongle.unlock(unlockCode(KEY, licenceNumber, { kind: 'e' }, 1)))).toMatchObject({ e: true })
    expect(ok(await dongle.licences())).toEqual({ fingerprint, points: 31, e: true, counters: { points: 1, e: 1 } })
  })

  test('refuses a changed digit, and is locked out after the third', async () => {
    const fingerprint = ok(await dongle.userInformation('A'))
    const right = unlockCode(KEY, `FC00012A${fingerprint}`, { kind: 'points', points: 5 }, 1)
    const wrong = right.replace(/.$/, (last) => (last === '0' ? '1' : '0'))
    for (const failures of [1, 2])
      expect(await dongle.unlock(wrong)).toEqual({ kind: 'wrong-code', failures, lockOut_s: 0 })
    expect(await dongle.unlock(wrong)).toEqual({ kind: 'wrong-code', failures: 3, lockOut_s: 60 })
    expect(await dongle.unlock(right)).toEqual({ kind: 'locked-out', left_s: 60 })
    expect(ok(await dongle.status())).toMatchObject({ failures: 3, lockOutLeft_s: 60, commandCounter: 0 })
  })

  test('carries out a command of the backend once, and gives the same record again', async () => {
    const fingerprint = ok(await dongle.userInformation('A'))
    const licenceNumber = `FC00012A${fingerprint}`
    const code = unlockCode(KEY, licenceNumber, { kind: 'points', points: 7 }, 1)
    const order = { id: '0192f0a0-1111-7222-8333-444455556666', counter: 9, licenceNumber, code }
    const first = ok(await dongle.execute(order))
    expect(ok(await dongle.execute(order))).toEqual(first)
    expect(ok(await dongle.status())).toMatchObject({ commandCounter: 9 })
    expect(ok(await dongle.licences())).toMatchObject({ points: 7 })
  })

  test('that is pulled in use ends what is under way, and is greeted anew when it is plugged in again', async () => {
    await dongle.hello()
    simulated.answerLate(60_000)
    const asking = dongle.status()
    await simulated.unplug()
    expect(await asking).toMatchObject({ kind: 'gone' })
    simulated.answerLate(0)
    await simulated.plug()
    dongle = dongleOn(await open(), world)
    expect(ok(await dongle.hello())).toMatchObject({ session: 2, boot: 2 })
  })

  test('that was restarted while the port stayed open is asked anew by itself', async () => {
    await dongle.hello()
    await simulated.power('off')
    await simulated.power('on')
    expect(ok(await dongle.status())).toMatchObject({ session: 2, boot: 2 })
  })

  test('that is broken tells what', async () => {
    await dongle.hello()
    simulated.damage('key', true)
    expect(ok(await dongle.selfTest())).toContain('key')
    expect(await dongle.status()).toEqual({ kind: 'memory-fault' })
  })
})

/** A line on which bytes are lost, changed and doubled by chance. */
function noisy(line: SimLine, random: Random): SimLine {
  const spoil = (bytes: Uint8Array): Uint8Array => {
    const out: number[] = []
    for (const byte of bytes) {
      const chance = fraction(random)
      if (chance < 0.002) continue
      out.push(chance < 0.004 ? byte ^ (1 << ((chance * 1e6) & 7)) : byte)
      if (chance > 0.998) out.push((chance * 1e7) & 0xff)
    }
    return Uint8Array.from(out)
  }
  return {
    write: (bytes) => line.write(spoil(bytes)),
    onBytes: (take) => line.onBytes((bytes) => take(spoil(bytes))),
    onClosed: line.onClosed,
    close: line.close,
  }
}

describe('on a line with noise', () => {
  test.each(Array.from({ length: process.env.KOPPEL_SOAK ? 500 : 10 }, (_, at) => at + 1))(
    'no answer is wrong, and none comes later than stated (seed %i)',
    async (seed) => {
      const clock = manualClock()
      const random = seededRandom(seed)
      const port = memoryPort((line) => noisy(line, random))
      const simulated = createDongle({ identity: IDENTITY, nvm: memoryNvm(), world: { clock, log: silent }, port })
      await simulated.plug()
      const dongle = dongleOn(port.host(), { clock, random: seededRandom(seed) })
      const done = async <T>(asking: Promise<T>): Promise<T> => {
        let ended: { value: T } | null = null
        void asking.then((value) => {
          ended = { value }
        })
        for (let waited_ms = 0; ended === null && waited_ms <= REQUEST_MS_MAX; waited_ms += 100)
          await clock.advance(100)
        await settle()
        if (ended === null) throw new Error('a hang')
        return (ended as { value: T }).value
      }
      await done(dongle.hello())
      for (let round = 0; round < 60; round++) {
        const text = 'x'.repeat(round)
        const entered = await done(dongle.userInformation(text))
        if (entered.kind === 'ok') expect(simulated.state().licenceNumber).toBe(`FC00012A${entered.value}`)
        else expect(['silent', 'not-greeted']).toContain(entered.kind)
        const identity = await done(dongle.identity(new Uint8Array(16)))
        if (identity.kind === 'ok') expect(identity.value.licenceNumber).toBe(simulated.state().licenceNumber)
        else expect(['silent', 'not-greeted']).toContain(identity.kind)
      }
    },
  )
})
