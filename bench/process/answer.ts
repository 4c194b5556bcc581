import type { Answered, Question } from './child.ts'

/** The child's side of `child.ts`: answers questions one after another, and ends with its parent. */
export function answerAsks<Q>(answer: (question: Q) => Promise<unknown>): void {
  let last: Promise<unknown> = Promise.resolve()
  const reply = (message: Answered): void => {
    process.send?.(message)
  }
  process.on('message', ({ id, question }: Question) => {
    last = last
      .then(() => answer(question as Q))
      .then(
        (value) => reply({ id, answer: value }),
        (error: unknown) =>
          reply({ id, error: error instanceof Error ? (error.stack ?? error.message) : String(error) }),
      )
  })
  // Without this a parent that died would leave its children running.
  process.on('disconnect', () => process.exit())
}
