import type { Json } from '../json.ts';
import type { Change, ChangeKind, Risk } from './change.ts';
import { maskSecrets } from './say-value.ts';

/** What is known of a change before it has its place; values may be undefined where nothing was or is. */
export type Noted = {
  readonly kind: ChangeKind;
  readonly risk: Risk;
  readonly sentence: string;
  readonly flow?: string | null;
  readonly node?: string | null;
  readonly stepType?: string | undefined;
  readonly field?: string | null;
  readonly before?: Json | undefined;
  readonly after?: Json | undefined;
  readonly file?: string | undefined;
};

/** Control characters, and those that turn the direction of what follows: names come from files anybody may write. */
const unreadable = /[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

/** A change with every member in its place; values that look like secrets are hidden. */
export function noteChange({ flow = null, node = null, field = null, before, after, file, ...rest }: Noted): Change {
  const key = field?.split('.').at(-1) ?? '';
  return {
    kind: rest.kind,
    risk: rest.risk,
    flow,
    node,
    ...(rest.stepType === undefined ? {} : { stepType: rest.stepType }),
    field,
    sentence: rest.sentence.replaceAll(unreadable, ' '),
    ...(before === undefined ? {} : { before: maskSecrets(before, key) }),
    ...(after === undefined ? {} : { after: maskSecrets(after, key) }),
    ...(file === undefined ? {} : { file }),
  };
}
