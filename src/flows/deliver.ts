import { devicesWithWork } from '../devices/commands.ts'
import { backoff_ms } from '../std/backoff.ts'
import type { Cancel } from '../std/clock.ts'
import type { House } from './house.ts'
import { prepareCommand } from './prepare-command.ts'

/** The way to a device. True: the bytes were handed to its live connection, which says nothing about their arrival. */
export type SendCommand = (serial: string, kind: string, envelope: Uint8Array) => Promise<boolean>

/** An answer usually takes a second; then again after twice as long, up to five minutes, for as long as the device is online. */
const RESEND_FIRST_MS = 10_000
const RESEND_MOST_MS = 300_000
/** Makes up for wake-ups that were lost, and for work that another process left. */
const SWEEP_EVERY_MS = 60_000
const SWEEP_PAGE = 500

/** Sends commands to devices that are online, and again until they answer. The ledger is the truth; all that is kept here may be lost. */
export type Delivery = {
  /** A device has shown itself: what waits for it is sent at once. */
  online(deviceId: string): void
  offline(deviceId: string): void
  /** Resolves when no sending is under way. */
  idle(): Promise<void>
  stop(): Promise<void>
}

type Attending = { attempt: number; timer: Cancel | null; busy: boolean; again: boolean }

/** Starts delivering: at a device's sign-in, at each new command, after a back-off, and once in `SWEEP_EVERY_MS` to whom a wake-up missed. */
export function startDelivery(house: House, send: SendCommand): Delivery {
  const { clock, random, log } = house.world
  const attended = new Map<string, Attending>()
  const running = new Set<Promise<void>>()
  let stopped = false

  const attend = (deviceId: string, attempt: number): void => {
    const device = attended.get(deviceId)
    if (!device || stopped) return
    device.timer?.()
    device.timer = null
    device.attempt = attempt
    if (device.busy) {
      device.again = true
      return
    }
    device.busy = true
    const run = dispatch(deviceId, device).finally(() => running.delete(run))
    running.add(run)
  }

  const dispatch = async (deviceId: string, device: Attending): Promise<void> => {
    let waiting = false
    try {
      const ready = await prepareCommand(house, deviceId)
      if (ready) {
        waiting = true
        await send(ready.serial, ready.kind, ready.envelope)
      }
    } catch (error) {
      waiting = true
      log.warn({ deviceId, error }, 'command not sent')
    }
    device.busy = false
    if (attended.get(deviceId) !== device || stopped) return
    if (device.again) {
      device.again = false
      attend(deviceId, 0)
    } else if (waiting) {
      const delay_ms = backoff_ms(random, device.attempt, RESEND_FIRST_MS, RESEND_MOST_MS)
      device.timer = clock.after(delay_ms, () => attend(deviceId, device.attempt + 1))
    }
  }

  const sweep = async (): Promise<void> => {
    for (let after = '', full = true; full && !stopped; ) {
      const page = await devicesWithWork(house.ledger.reads, after, SWEEP_PAGE)
      for (const deviceId of page) if (attended.get(deviceId)?.timer === null) attend(deviceId, 0)
      full = page.length === SWEEP_PAGE
      after = page.at(-1) ?? after
    }
  }
  let sweepTimer: Cancel
  const sweepLater = (): void => {
    sweepTimer = clock.after(SWEEP_EVERY_MS, () => {
      const run = sweep()
        .catch((error: unknown) => log.warn({ error }, 'sweep failed'))
        .finally(() => {
          running.delete(run)
          if (!stopped) sweepLater()
        })
      running.add(run)
    })
  }
  sweepLater()
  const unwatch = house.wake.on((deviceId) => attend(deviceId, 0))

  return {
    online(deviceId) {
      if (!attended.has(deviceId)) attended.set(deviceId, { attempt: 0, timer: null, busy: false, again: false })
      attend(deviceId, 0)
    },
    offline(deviceId) {
      attended.get(deviceId)?.timer?.()
      attended.delete(deviceId)
    },
    async idle() {
      while (running.size > 0) await Promise.all(running)
    },
    async stop() {
      stopped = true
      unwatch()
      sweepTimer()
      for (const device of attended.values()) device.timer?.()
      attended.clear()
      await Promise.all(running)
    },
  }
}
