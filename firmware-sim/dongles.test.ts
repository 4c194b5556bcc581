import { closeSync, existsSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ReadStream } from 'node:tty'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { systemClock } from '../src/std/clock.ts'
import { silent } from '../src/std/log.ts'
import { type Frame, frameBytes, REQUEST, readFrame } from './dongle/codec/frame.ts'
import { type DongleIdentity, keyFromMaster, makeCaratIds, masterOf } from './dongle/identity.ts'
import { COMMAND } from './dongle/react.ts'
import { type Dongles, startDongles } from './dongles.ts'
import { unlockCode } from './testing/unlock-code.ts'

const world = { clock: systemClock(), log: silent }
const identities: DongleIdentity[] = makeCaratIds({ count: 2, seed: 5 }).map((caratId, at) => ({
  ...{ caratId, keyVersion: 1, key: keyFromMaster(masterOf(5), caratId), userInformation: `User ${at + 1}` },
}))

let dir = ''
const running: Dongles[] = []
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'koppel-dongles-'))
})
afterEach(async () => {
  for (const dongles of running.splice(0)) await dongles.stop()
  rmSync(dir, { recursive: true })
})

async function plugged(): Promise<Dongles> {
  const dongles = await startDongles({ identities, dir, world })
  running.push(dongles)
  return dongles
}

/** Opens the port as a program does, says HELLO, asks, and closes it. */
async function ask(path: string, command: number, payload: Uint8Array): Promise<string> {
  const fd = openSync(path, 'r+')
  const stream = new ReadStream(fd)
  const answers: Frame[] = []
  let rest = Buffer.alloc(0)
  const heard = new Promise<void>((resolve) => {
    stream.on('data', (bytes: Buffer) => {
      rest = Buffer.concat([rest, bytes])
      for (let end = rest.indexOf(0); end >= 0; end = rest.indexOf(0)) {
        const frame = readFrame(rest.subarray(0, end))
        rest = rest.subarray(end + 1)
        if (frame) answers.push(frame)
        if (answers.length === 2) resolve()
      }
    })
  })
  const hello = Buffer.concat([Uint8Array.of(1), Buffer.alloc(16, 7)])
  writeSync(fd, frameBytes({ type: REQUEST, sequence: 1, command: COMMAND.hello, payload: hello }))
  writeSync(fd, frameBytes({ type: REQUEST, sequence: 2, command, payload }))
  await heard
  const closed = new Promise((resolve) => stream.once('close', resolve))
  stream.destroy()
  closeSync(fd)
  await closed
  return Buffer.from(answers[1]?.payload ?? []).toString('hex')
}

it('each sits at a real port under its name, and answers with its own Carat-ID', async () => {
  const dongles = await plugged()
  for (const [at, dongle] of dongles.list().entries()) {
    expect(dongle.path).toBe(join(dir, `dongle-${at + 1}`))
    const identity = await ask(dongle.path, COMMAND.identity, new Uint8Array(16))
    expect(identity.slice(2, 18).toUpperCase()).toBe(dongle.state().licenceNumber)
    expect(dongle.state().licenceNumber.slice(0, 8)).toBe(identities[at]?.caratId)
  }
  expect(() => dongles.dongle('00000001')).toThrow(RangeError)
})

it('what was unlocked is held after another start of the program', async () => {
  const [identity] = identities
  if (!identity) throw new Error('no identity')
  const first = await plugged()
  const { path, caratId } = first.dongle(identity.caratId)
  const number = first.dongle(caratId).state().licenceNumber
  const code = unlockCode(Buffer.from(identity.key, 'base64url'), number, 7, 1)
  expect(await ask(path, COMMAND.unlock, code)).toBe('00010700')
  await first.stop()
  expect(existsSync(path)).toBe(false)
  const again = await plugged()
  expect(again.dongle(caratId).state()).toMatchObject({ points: 7, boot: 2, session: 1 })
})

it('unplugged its port is gone, and plugged in again it is there', async () => {
  const dongles = await plugged()
  const [dongle] = dongles.list()
  if (!dongle) throw new Error('no dongle')
  await dongle.unplug()
  expect([existsSync(dongle.path), dongle.state().plugged, dongle.state().power]).toEqual([false, false, 'off'])
  await dongle.power('on')
  expect(dongle.state().power).toBe('off')
  await dongle.plug()
  expect(await ask(dongle.path, COMMAND.licences, new Uint8Array(0))).toMatch(/^00/)
})

it('plugging and unplugging at once end as the last one said, with no port left behind', async () => {
  const dongles = await plugged()
  const [dongle] = dongles.list()
  if (!dongle) throw new Error('no dongle')
  await Promise.all([dongle.unplug(), dongle.plug(), dongle.unplug(), dongle.plug(), dongle.stop(), dongle.plug()])
  expect([existsSync(dongle.path), dongle.state().plugged]).toEqual([false, false])
})
