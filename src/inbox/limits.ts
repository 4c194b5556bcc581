/** What the inbox holds, buffers and waits for at most. */
export type InboxLimits = {
  /** A segment is closed before it grows past this. Small enough to be scanned whole at start, large enough that creating one is rare. */
  segmentBytes_max: number
  /** Files of segments that every reader has passed, kept to be written over. */
  spareSegments_max: number
  /** How often it is looked whether a segment was begun meanwhile; if not, they are deleted: what was dealt with shall not stay on disk. */
  spares_ms_max: number
  /** Frames in one group commit. */
  batchFrames_max: number
  /** Bytes in one group commit: 256 kB sync in about twice the time of 4 kB, and hold up the next batch no longer. */
  batchBytes_max: number
  /** A batch of so many frames tells that many devices send at once: then the next one stays open for more of them. */
  gatherFrom_frames: number
  /** It closes at so many: they make a sync cheap enough. */
  gather_frames: number
  /** Or after so many turns of the event loop, or one that brought nothing. */
  gatherTurns_max: number
  /** Frames accepted but not yet in a group commit. */
  waitingFrames_max: number
  /** Bytes accepted but not yet in a group commit; also the largest single append. */
  waitingBytes_max: number
  /** Payload of one frame. The doors stay far below: an MQTT packet has 16,384 bytes, an SMS fewer. */
  payloadBytes_max: number
  /** Bytes on disk that the slowest reader may be behind; then `append` refuses. */
  backlogBytes_max: number
  /**
   * Bytes that are fetched from disk and searched for frames at once: what takes a millisecond, in which nobody is answered. `next` reads no further once it has gone over
   * as many, so that it holds less than twice that, or one piece that was written at once.
   */
  readBytes_max: number
  /** Bytes written last that stay in memory until every reader has passed them: who keeps up has them from there. */
  recentBytes_max: number
  /** Bytes that `follow` gives at once, of several readings. */
  followBytes_max: number
  /** Names of readers, those of earlier runs included: the slowest of all holds back deletion. */
  readers_max: number
  /** Copies of damaged ranges kept for inspection; further ones are only logged. */
  damagedFiles_max: number
}

export const INBOX_LIMITS: InboxLimits = {
  segmentBytes_max: 16 * 2 ** 20,
  spareSegments_max: 4,
  spares_ms_max: 5 * 60_000,
  batchFrames_max: 2_000,
  batchBytes_max: 256 * 2 ** 10,
  gatherFrom_frames: 8,
  gather_frames: 256,
  gatherTurns_max: 4,
  waitingFrames_max: 20_000,
  waitingBytes_max: 8 * 2 ** 20,
  payloadBytes_max: 64 * 2 ** 10,
  backlogBytes_max: 2 ** 30,
  readBytes_max: 256 * 2 ** 10,
  recentBytes_max: 4 * 2 ** 20,
  followBytes_max: 2 ** 21,
  readers_max: 8,
  damagedFiles_max: 100,
}

/** Of the inbox for messages from phones: few and small, and somebody's, so that what was dealt with shall not stay on disk for long. */
export const SMS_INBOX_LIMITS: InboxLimits = {
  ...INBOX_LIMITS,
  segmentBytes_max: 64 * 2 ** 10,
  spareSegments_max: 0,
  waitingBytes_max: 2 ** 20,
  payloadBytes_max: 16 * 2 ** 10,
  backlogBytes_max: 64 * 2 ** 20,
  readBytes_max: 64 * 2 ** 10,
  recentBytes_max: 64 * 2 ** 10,
  followBytes_max: 64 * 2 ** 10,
}
