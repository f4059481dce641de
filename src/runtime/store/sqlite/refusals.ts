/** Who holds a data directory. */
export type LockHolder = { readonly pid: number; readonly startedAt: number; readonly host: string };

/** Thrown when another runtime holds the data directory. */
export class StoreLocked extends Error {
  readonly holder: LockHolder | undefined;
  constructor(directory: string, holder: LockHolder | undefined) {
    const who = holder
      ? `process ${holder.pid} on ${holder.host}, started ${new Date(holder.startedAt).toISOString()}`
      : 'another process';
    super(`The data directory ${directory} is in use by ${who}. Stop that runtime, or start this one elsewhere.`);
    this.name = 'StoreLocked';
    this.holder = holder;
  }
}

/** Thrown when the database cannot be trusted; nothing was changed and nothing is recreated. */
export class StoreCorrupt extends Error {
  readonly what: string;
  constructor(path: string, what: string, cause?: unknown) {
    super(`The database ${path} is damaged: ${what}. Keep the files as they are and restore a backup.`, { cause });
    this.name = 'StoreCorrupt';
    this.what = what;
  }
}

/** Thrown when a newer release wrote the database. */
export class StoreTooNew extends Error {
  readonly version: number;
  constructor(path: string, version: number, known: number) {
    super(
      `The database ${path} has schema ${version}, this release knows up to ${known}. Start the newer release, or restore a backup made before the upgrade.`,
    );
    this.name = 'StoreTooNew';
    this.version = version;
  }
}

/** A refusal in a form that crosses between threads. */
export type RefusalMessage =
  | { readonly name: 'StoreLocked'; readonly holder: LockHolder | undefined }
  | { readonly name: 'StoreCorrupt'; readonly what: string }
  | { readonly name: 'StoreTooNew'; readonly version: number; readonly known: number }
  | { readonly name: 'Error'; readonly message: string };

/** Turns an error of opening into what can be sent to another thread. */
export function toRefusalMessage(error: unknown, knownVersion: number): RefusalMessage {
  if (error instanceof StoreLocked) return { name: 'StoreLocked', holder: error.holder };
  if (error instanceof StoreCorrupt) return { name: 'StoreCorrupt', what: error.what };
  if (error instanceof StoreTooNew) return { name: 'StoreTooNew', version: error.version, known: knownVersion };
  return { name: 'Error', message: error instanceof Error ? (error.stack ?? error.message) : String(error) };
}

/** Makes the error of a refusal again on this side. */
export function fromRefusalMessage(message: RefusalMessage, directory: string, databasePath: string): Error {
  switch (message.name) {
    case 'StoreLocked':
      return new StoreLocked(directory, message.holder);
    case 'StoreCorrupt':
      return new StoreCorrupt(databasePath, message.what);
    case 'StoreTooNew':
      return new StoreTooNew(databasePath, message.version, message.known);
    case 'Error':
      return new Error(`The store could not be opened: ${message.message}`);
  }
}
