/** Every bound of the HTTP door. */
export const HTTP_LIMITS = {
  bodyBytes_max: 64 * 1_024,
  /** 500 devices of stock in one request. */
  stockBodyBytes_max: 256 * 1_024,
  /** What is read and thrown away of a body that is too large, so that its sender can read the answer. */
  drainedBytes_max: 32 * 1_024 * 1_024,
  /** A file of 500 collars to register. */
  registrationsBytes_max: 256 * 1_024,
  jsonLevels_max: 16,
  headerBytes_max: 16 * 1_024,
  /** The whole request, from its first byte to its last. */
  request_timeout_ms: 30_000,
  /** An idle connection between two requests: longer than a load balancer's usual 60 s, or it would meet a closing one. */
  keepAlive_timeout_ms: 65_000,
  connections_max: 2_000,
  pathParameterBytes_max: 100,
  /** Faults listed in one `invalid-request`. */
  errorsListed_max: 20,
  idempotencyKeyCharacters_max: 255,
  pageItems_max: 200,
  points_max: 10_000,
  /** What one request may look back over. */
  rangeDays_max: 366,
  /** Positions that one track may be simplified from, and samples of one export. */
  exportSamples_max: 500_000,
  /** Of one export; a sample takes 60 to 400. */
  exportBytes_max: 256 * 1_024 * 1_024,
  /** Samples read at once for an export: what one holds in memory, however slow its reader. */
  exportPage_samples: 2_000,
  /** How long one request may wait for a batch. */
  batch_wait_timeout_ms: 10_000,
  /** Codes of one printable sheet file: some 170 pages. */
  sheetCodes_max: 2_000,
  stockDevices_max: 500,
  /** Live streams: of one user (a few tabs on a few machines), and altogether. */
  streamsPerUser_max: 10,
  streams_max: 1_000,
  heartbeat_ms: 15_000,
  /** A stream whose reader leaves more than this unread is closed; the reader resumes from Last-Event-ID. */
  streamUnreadBytes_max: 256 * 1_024,
} as const
