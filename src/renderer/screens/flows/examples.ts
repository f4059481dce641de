import { openFlow } from '#flow/text/parse.ts';
import { catalogue } from '../../document/catalogue.ts';

// The examples of the repository travel with the page as texts, each fetched when somebody wants it.
const texts = import.meta.glob<string>('../../../../examples/*/flows/*.flow.yaml', {
  query: '?raw',
  import: 'default',
});

/** A flow one may begin with. */
export type Example = {
  readonly id: string;
  readonly name: string;
  readonly description: string | undefined;
  readonly text: string;
};

/** Reads every example that this build brings along. */
export async function readExamples(): Promise<readonly Example[]> {
  const all = await Promise.all(Object.values(texts).map((load) => load()));
  return all.flatMap((text) => {
    const { flow } = openFlow(text, catalogue);
    return flow === undefined ? [] : [{ id: flow.id, name: flow.name, description: flow.description, text }];
  });
}
