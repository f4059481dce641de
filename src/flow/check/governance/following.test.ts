import { expect, test } from 'vitest';
import { nodeCatalogue } from '#nodes/manifests.ts';
import type { TemplateStanding } from '../../template/standing.ts';
import type { Template } from '../../template/template.ts';
import { checkFlow } from '../check.ts';
import { aTemplate } from '../fixtures/a-template.ts';
import { flow, map, start } from '../fixtures/build-flow.ts';
import { judgeSentence } from '../fixtures/judge-sentence.ts';

type Ground = {
  readonly follows: string;
  readonly template?: Partial<Template>;
  readonly standing?: TemplateStanding;
  readonly today?: string;
};

function findings({ follows, template = {}, standing = 'published', today = '2027-02-01' }: Ground) {
  return checkFlow(flow([start('shape'), map('shape')], { follows: [follows] }), {
    catalogue: nodeCatalogue,
    templates: new Map([['pattern@1', aTemplate([], template)]]),
    standings: new Map([['pattern@1', standing]]),
    today,
  });
}

const cases: readonly (Ground & { readonly says: string; readonly rules: readonly string[] })[] = [
  { says: 'a published template may be followed', follows: 'pattern@1', rules: [] },
  { says: 'a shipped template may be followed', follows: 'pattern@1', standing: 'shipped', rules: [] },
  { says: 'a template nobody knows may not', follows: 'patern@1', rules: ['error template/unknown'] },
  { says: 'another major version is another template', follows: 'pattern@2', rules: ['error template/unknown'] },
  {
    says: 'one that was never signed may not',
    follows: 'pattern@1',
    standing: 'unsigned',
    rules: ['error template/unsigned'],
  },
  { says: 'one that changed may not', follows: 'pattern@1', standing: 'changed', rules: ['error template/unsigned'] },
  {
    says: 'one of a strange key may not',
    follows: 'pattern@1',
    standing: 'untrusted',
    rules: ['error template/unsigned'],
  },
  {
    says: 'a deprecated one warns from its day on',
    follows: 'pattern@1',
    template: { status: 'deprecated', deprecation: { from: '2027-02-01', use: 'other@1' } },
    rules: ['warning template/deprecated'],
  },
  {
    says: 'a deprecated one does not warn before its day',
    follows: 'pattern@1',
    template: { status: 'deprecated', deprecation: { from: '2027-02-02' } },
    rules: [],
  },
  {
    says: 'one that is past its last day is out of use',
    follows: 'pattern@1',
    template: { status: 'deprecated', deprecation: { from: '2026-01-01', until: '2027-01-31' } },
    rules: ['error template/retired'],
  },
  {
    says: 'a retired one is out of use',
    follows: 'pattern@1',
    template: { status: 'retired' },
    rules: ['error template/retired'],
  },
];

test.each(cases)('$says', (ground) => {
  const found = findings(ground);

  expect(found.map(({ severity, rule }) => `${severity} ${rule}`)).toEqual(ground.rules);
  expect(found.flatMap(({ message }) => judgeSentence(message, []))).toEqual([]);
});

test('without templates in the context nothing of it is judged', () => {
  const drawn = flow([start('shape'), map('shape')], { follows: ['pattern@1'] });

  expect(checkFlow(drawn, { catalogue: nodeCatalogue })).toEqual([]);
});
