import type { Log } from '../../src/std/log.ts'
import { type Keeper, PowerLost } from '../nvm/keeper.ts'
import type { Downlink } from '../wire.ts'
import { type Judge, judgeCommand, type Reaction } from './judge.ts'
import type { Memory, StoredResult } from './memory.ts'
import type { CutMoment } from './options.ts'
import { resultFields } from './result.ts'
import type { Draft, Uplink } from './uplink.ts'

/** Commands that may wait for the one before them; the backend sends a further one again. */
const COMMANDS_WAITING_MAX = 16

export type CommandDoorOptions = {
  judge: Judge
  keeper: Keeper<Memory>
  uplink: Uplink
  ownTime: () => number
  /** Asked at both moments; true when the power has gone. */
  powerCut: (moment: CutMoment) => boolean
  log: Log
}

export type CommandDoor = {
  /** Resolves when the command has been dealt with and may have its PUBACK. @throws when it must come again */
  take(message: Downlink): Promise<void>
  /** Sends every stored result whose PUBACK is not known. */
  resend(): void
}

/** The way of a command through the collar, as docs/protocol/collar.md §5 orders it. */
export function createCommandDoor(options: CommandDoorOptions): CommandDoor {
  const { judge, keeper, uplink, ownTime, powerCut, log } = options
  let waiting = 0

  const acknowledge = (id: string): void => {
    const marked = keeper.commit((memory) => {
      if (!memory.results.some((result) => result.id === id && !result.acknowledged)) return null
      const results = memory.results.map((result) => (result.id === id ? { ...result, acknowledged: true } : result))
      return { ...memory, results }
    })
    // The mark only saves a publish (§5): without it the result goes out once more.
    marked.catch((error: unknown) => log.debug({ error: String(error) }, 'mark of a PUBACK not stored'))
  }

  const draft = (result: StoredResult): Draft => ({
    kind: 'result',
    key: `result ${result.id}`,
    fields: resultFields(result),
    acknowledged: () => acknowledge(result.id),
  })

  const answer = (reaction: Reaction): void => {
    const t = Math.floor(ownTime() / 1000)
    if (reaction.kind === 'rejected') {
      uplink.send({ kind: 'event', fields: { t, event: 'command-rejected', reason: reaction.reason } })
    } else uplink.send(draft(reaction.result))
  }

  const deal = async (payload: Uint8Array): Promise<void> => {
    let reaction: Reaction | null = null
    await keeper.commit((memory) => {
      reaction = judgeCommand(memory, payload, judge, ownTime())
      if (reaction.kind !== 'handled') return null
      if (powerCut('before-persist')) throw new PowerLost()
      return reaction.memory
    })
    const judged = reaction as Reaction | null
    if (!judged) return
    if (judged.kind === 'handled' && powerCut('after-persist')) throw new PowerLost()
    answer(judged)
  }

  return {
    async take({ payload }) {
      if (waiting >= COMMANDS_WAITING_MAX) throw new Error('more commands at once than a collar can hold')
      waiting++
      try {
        await deal(payload)
      } finally {
        waiting--
      }
    },
    resend() {
      for (const result of keeper.memory().results) if (!result.acknowledged) uplink.send(draft(result))
    },
  }
}
