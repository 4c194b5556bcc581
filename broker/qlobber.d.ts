declare module 'qlobber' {
  export type QlobberOptions = {
    separator?: string
    wildcard_one?: string
    wildcard_some?: string
    match_empty_levels?: boolean
    max_words?: number
  }
  /** The part that the broker uses; the package has no types of its own. */
  export class Qlobber<Value> {
    constructor(options?: QlobberOptions)
    add(topic: string, value: Value): this
    remove(topic: string, value?: Value): this
    match(topic: string): Value[]
  }
}
