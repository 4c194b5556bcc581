/** One thing received, as it was received. */
export type Frame = {
  /** The house's clock at reception, milliseconds since 1970; finite. */
  receivedAt: number
  /** Where it came from, e.g. an MQTT topic; at most 255 bytes of UTF-8. */
  source: string
  /** At most `payloadBytes_max` bytes. Must not change until `append` has settled. */
  payload: Uint8Array
}

/** A frame with its place; places only grow. */
export type PlacedFrame = Frame & { place: number }

/** Frames in order, each made when it is asked for. An array of them is one as well. */
export type Frames = Iterable<PlacedFrame> & {
  readonly length: number
  /** From the end when negative. */
  at(index: number): PlacedFrame | undefined
}

/** The durable inbox: what is acknowledged is here, on disk, until every reader is past it. */
export type Inbox = {
  /**
   * Resolves when the frames are on disk (fdatasync). Frames of a rejected append may be there all the same, e.g. when the process dies
   * between write and answer: readers tell them apart by what the message says of itself.
   * @throws ProblemError `try-again-later` when the inbox is full or closed or its disk fails: then nothing may be acknowledged;
   *   `too-large` for a payload or a sum of frames over the limit; `invalid-request` for a source or time out of bounds
   */
  append(frames: readonly Frame[]): Promise<void>
  /**
   * A reader by name (`[a-z][a-z0-9-]{0,31}`); the same one for the same name. A new one begins where the slowest is, or with the oldest
   * frame there. A name is never forgotten: what it has not read stays.
   * @throws RangeError for another shape of name or when there are `readers_max` already
   */
  reader(name: string): InboxReader
  /** Bytes waiting for the slowest reader, and when the oldest frame there was received (the oldest of its group commit). */
  backlog(): { bytes: number; oldestReceivedAt: number | null }
  /** Lets what was accepted finish, refuses the rest, gives waiting readers null. */
  close(): Promise<void>
}

export type InboxReader = {
  /**
   * Waits for frames behind the reader's place and gives up to `frames_max` of them in order, or null once the inbox closes.
   * Until `done` is called it gives the same ones again: who fails over a frame loses none. One call at a time.
   */
  next(frames_max: number): Promise<PlacedFrame[] | null>
  /**
   * Gives every frame behind the reader's place once, in order, those that come later too, in batches as they are read from disk; an empty one says that there is
   * nothing more for now. The payloads of a batch share one piece of memory. Ends when the inbox closes. For whoever deals with frames out of their order: they stay until `done` is called. Not together with `next`.
   * @throws the disk's error; called again, it begins anew behind the reader's place
   */
  follow(): AsyncIterable<Frames>
  /**
   * Everything up to `place`, one of those that `next` gave last or `follow` gave ever, was dealt with. Resolves when that is recorded durably;
   * after a restart `next` goes on behind it (at least once).
   * @throws RangeError for a place that was not handed out; ProblemError `try-again-later` when the disk fails: the place holds for this run
   */
  done(place: number): Promise<void>
}
