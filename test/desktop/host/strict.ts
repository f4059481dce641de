import { EventEmitter } from 'node:events';

/** Thrown when the shell asks for something of Electron that the stand-in does not do. */
export function notSimulated(path: string): Error {
  return new Error(`electron.${path} is not simulated`);
}

/** Gives an object whose every other member throws, so that no test passes on something that is not there. */
export function strict<T extends object>(path: string, simulated: T): T {
  return new Proxy(simulated, {
    get: (target, key, receiver) => {
      if (key in target || typeof key === 'symbol' || key === 'then') return Reflect.get(target, key, receiver);
      throw notSimulated(`${path}.${key}`);
    },
  });
}

/** The same for a class and for everything made with it; `onMade` gets what the shell gets. */
export function strictClass<Made extends object, Given extends unknown[]>(
  path: string,
  simulated: new (...given: Given) => Made,
  onMade: (made: Made) => void,
): object {
  return new Proxy(strict(path, simulated), {
    construct: (_target, given) => {
      // A proxy takes whatever it is called with; the class says what it takes.
      const made = strict(path, new simulated(...(given as Given)));
      onMade(made);
      return made;
    },
  });
}

/** An emitter on which only the named events may be listened to. */
export class StrictEmitter extends EventEmitter {
  private readonly path: string;
  private readonly events: ReadonlySet<string>;

  constructor(path: string, events: readonly string[]) {
    super();
    this.path = path;
    this.events = new Set(events);
  }

  // Emitters hand on whatever they are given: the types of Electron's own overloads are checked where they are called.
  override on(event: string, listener: (...args: unknown[]) => void): this {
    this.require(event);
    return super.on(event, listener);
  }

  override once(event: string, listener: (...args: unknown[]) => void): this {
    this.require(event);
    return super.once(event, listener);
  }

  private require(event: string): void {
    if (!this.events.has(event)) throw notSimulated(`${this.path}.on('${event}')`);
  }
}

/** An event whose default the listener may prevent. */
export class PreventableEvent {
  isPrevented = false;

  preventDefault(): void {
    this.isPrevented = true;
  }
}
