/** What a client may take from the server before it is cut off. */
export type ServerLimits = {
  /** Time for all headers to arrive, milliseconds. */
  readonly headersMs: number;
  /** Time for a whole request to arrive, milliseconds. */
  readonly requestMs: number;
  /** How often slow clients are looked for, milliseconds; a cut comes this much late at most. */
  readonly checkMs: number;
  /** How long an idle connection is kept, milliseconds. */
  readonly keepAliveMs: number;
  /** Headers of one request, in number. */
  readonly headers: number;
  /** Headers of one request, in bytes. */
  readonly headerBytes: number;
  /** Open connections. */
  readonly sockets: number;
  /** Followers of the event stream. */
  readonly streams: number;
  /** Body of an API call, in bytes. Webhooks have their own limits. */
  readonly bodyBytes: number;
  /** Memory that unfinished bodies of all API calls may take together, in bytes. */
  readonly bodyBudgetBytes: number;
  /** Pause between heartbeats of an event stream, milliseconds. */
  readonly heartbeatMs: number;
};

/** The limits the product ships with. */
export const serverLimits: ServerLimits = {
  headersMs: 10_000,
  requestMs: 30_000,
  checkMs: 1_000,
  keepAliveMs: 65_000,
  headers: 200,
  headerBytes: 16 * 1024,
  sockets: 1_000,
  streams: 100,
  bodyBytes: 1024 * 1024,
  bodyBudgetBytes: 32 * 1024 * 1024,
  heartbeatMs: 15_000,
};
