import { inspect } from 'node:util';

/** A secret value that cannot be printed by accident: every way to turn it into text gives its name. */
export class Secret {
  readonly name: string;
  readonly #value: string;

  constructor(name: string, value: string) {
    this.name = name;
    this.#value = value;
  }

  /** The value itself. Only egress and signature checks ask for it, at the last moment. */
  reveal(): string {
    return this.#value;
  }

  toString(): string {
    return `«secret:${this.name}»`;
  }

  toJSON(): string {
    return this.toString();
  }

  [inspect.custom](): string {
    return this.toString();
  }
}
