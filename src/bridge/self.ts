import type { RefusalKind } from '../serial/dongle/answer.ts'
import type { Dongle } from '../serial/dongle/session.ts'
import type { Hello } from '../serial/link/hello.ts'
import type { World } from '../std/world.ts'
import type { Uplinks } from './uplinks.ts'

/** What is known of a dongle on an open line. `keyVersion`: under which it proves its results. */
export type Attended = { dongle: Dongle; caratId: string; keyVersion: number; uplinks: Uplinks; world: World }

/** What asking the dongle came to: `known` = the backend is told what it does not know, or will be when there is room. */
export type Looked = { kind: 'known' } | { kind: 'another'; caratId: string } | { kind: RefusalKind }

/** What the backend is told that the dongle is and holds (docs/protocol/dongle.md §8). */
export type Self = {
  /** A HELLO was carried out: a new session, which begins with a boot event. */
  greeted(hello: Hello): void
  /** True between a greeting and its boot event. */
  readonly unsaid: boolean
  /** The next look tells what it holds in any case. */
  tellAgain(): void
  /** Asks what it holds, and says so where that is news. */
  look(): Promise<Looked>
}

/** Nothing is told before the first greeting. */
export function selfOf({ dongle, caratId, keyVersion, uplinks, world }: Attended): Self {
  let firmware = ''
  let unsaid = false
  let told = ''
  return {
    greeted(hello) {
      uplinks.greeted(hello.session)
      firmware = hello.firmware
      unsaid = true
    },
    tellAgain() {
      told = ''
    },
    get unsaid() {
      return unsaid
    },
    async look() {
      if (unsaid) {
        const who = await dongle.identity(world.random.bytes(16))
        if (who.kind === 'ok' && who.value.caratId !== caratId) return { kind: 'another', caratId: who.value.caratId }
      }
      const held = await dongle.licences()
      if (held.kind !== 'ok') return { kind: held.kind }
      const { fingerprint, points, e } = held.value
      const members = { number: `${caratId}${fingerprint}`, points, e: e ? 1 : 0, version: keyVersion, firmware }
      const now = JSON.stringify(members)
      if (!unsaid && now === told) return { kind: 'known' }
      if (uplinks.say({ leaf: 'event', members: { event: unsaid ? 'boot' : 'changed', ...members } })) {
        unsaid = false
        told = now
      }
      return { kind: 'known' }
    },
  }
}
