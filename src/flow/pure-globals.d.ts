// The two web globals that pure rooms may use: cancellation is neither time, nor randomness, nor I/O.
// `tsconfig.pure.json` has no DOM and no Node types, so they are declared here as far as they are needed.

interface AbortSignal {
  readonly aborted: boolean;
  readonly reason: unknown;
  addEventListener(type: 'abort', listener: () => void, options?: { readonly once?: boolean }): void;
  removeEventListener(type: 'abort', listener: () => void): void;
}

declare class AbortController {
  readonly signal: AbortSignal;
  abort(reason?: unknown): void;
}
