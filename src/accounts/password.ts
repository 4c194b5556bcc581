import { argon2, timingSafeEqual } from 'node:crypto'
import { ProblemError } from '../std/problems.ts'
import type { Random } from '../std/random.ts'

/** RFC 9106 §4, second recommended option: 64 MiB, 3 passes, 4 lanes. */
const COST = { memory_KiB: 65_536, passes: 3, lanes: 4 }
const SALT_BYTES = 16
const TAG_BYTES = 32

/** Fifty computations in flight delayed an fdatasync on the same pool by seconds: one at a time, twenty waiting, then "try again". */
const WAITING_MAX = 20

/** Computes and checks argon2id hashes of passwords, one at a time. */
export type Passwords = {
  /** PHC string. @throws ProblemError `try-again-later` when too many wait */
  hash(password: string): Promise<string>
  /** True if the password fits; takes as long for an unknown user (`phc` null). @throws ProblemError `try-again-later` when too many wait */
  fits(password: string, phc: string | null): Promise<boolean>
}

/** @param memory_KiB only tests lower it: a suite hashes often */
export function passwords(random: Random, memory_KiB: number = COST.memory_KiB): Passwords {
  let waiting = 0
  let last: Promise<unknown> = Promise.resolve()
  const inTurn = async <R>(act: () => Promise<R>): Promise<R> => {
    if (waiting >= WAITING_MAX) throw new ProblemError('try-again-later')
    waiting++
    const mine = last.then(act, act)
    last = mine.catch(() => {})
    return mine.finally(() => waiting--)
  }
  const derive = (
    password: string,
    salt: Uint8Array,
    memory: number,
    passes: number,
    parallelism: number,
  ): Promise<Buffer> =>
    new Promise((resolve, reject) => {
      const options = {
        message: password.normalize('NFKC'),
        nonce: salt,
        memory,
        passes,
        parallelism,
        tagLength: TAG_BYTES,
      }
      argon2('argon2id', options, (error, tag) => (error ? reject(error) : resolve(tag)))
    })
  const blank = `$argon2id$v=19$m=${memory_KiB},t=${COST.passes},p=${COST.lanes}$${'A'.repeat(22)}$${'A'.repeat(43)}`
  return {
    hash: (password) =>
      inTurn(async () => {
        const salt = random.bytes(SALT_BYTES)
        const tag = await derive(password, salt, memory_KiB, COST.passes, COST.lanes)
        return `$argon2id$v=19$m=${memory_KiB},t=${COST.passes},p=${COST.lanes}$${unpadded(salt)}$${unpadded(tag)}`
      }),
    fits: (password, phc) =>
      inTurn(async () => {
        const read = /^\$argon2id\$v=19\$m=(\d{1,7}),t=(\d{1,2}),p=(\d{1,2})\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/.exec(
          phc ?? blank,
        )
        if (!read) throw new Error('damaged password hash')
        const tag = await derive(
          password,
          Buffer.from(read[4]!, 'base64'),
          Number(read[1]),
          Number(read[2]),
          Number(read[3]),
        )
        const wanted = Buffer.from(read[5]!, 'base64')
        return wanted.length === tag.length && timingSafeEqual(wanted, tag) && phc !== null
      }),
  }
}

function unpadded(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64').replaceAll('=', '')
}
