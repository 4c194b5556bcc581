/** One thing received, as it was received. */
export type Frame = {
  /** The house's clock at reception, milliseconds since 1970. */
  receivedAt: number
  /** Where it came from, e.g. an MQTT topic; at most 255 bytes of UTF-8. */
  source: string
  payload: Uint8Array
}

/** A frame with its place; places only grow. */
export type PlacedFrame = Frame & { place: number }

/** The durable inbox: what is acknowledged is here, on disk, until every reader is past it. */
export type Inbox = {
  /** Resolves when the frames are on disk (fdatasync). @throws ProblemError `try-again-later` when the inbox is full or its disk fails: then nothing may be acknowledged */
  append(frames: readonly Frame[]): Promise<void>
  /**
   * A reader by name. `next` waits for frames after the reader's place and gives up to `frames_max` of them in order, or null once the inbox closes.
   * `done` records durably that everything up to `place` was dealt with; after a restart `next` goes on behind it (at least once).
   */
  reader(name: string): InboxReader
  /** Bytes waiting for the slowest reader, and the age of the oldest frame there. */
  backlog(): { bytes: number; oldestReceivedAt: number | null }
  close(): Promise<void>
}

export type InboxReader = {
  next(frames_max: number): Promise<PlacedFrame[] | null>
  done(place: number): Promise<void>
}
