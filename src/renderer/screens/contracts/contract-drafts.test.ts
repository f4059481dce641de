import { afterEach, expect, test } from 'vitest';
import {
  changeDraft,
  closeDraft,
  currentDraft,
  freshDraft,
  isChanged,
  redoDraft,
  undoDraft,
  useContractDrafts,
} from './contract-drafts.ts';

const file = { text: 'a', etag: '1' };

function draft() {
  return currentDraft(useContractDrafts.getState().byName['order@1'], file);
}

afterEach(() => closeDraft('order@1'));

test('every edit is taken back and done again one by one', () => {
  changeDraft('order@1', draft(), 'ab');
  changeDraft('order@1', draft(), 'abc');

  undoDraft('order@1', draft());
  const once = draft().text;
  undoDraft('order@1', draft());
  const twice = draft().text;
  redoDraft('order@1', draft());

  expect([once, twice, draft().text]).toEqual(['ab', 'a', 'ab']);
});

test('a burst of typing is one entry', () => {
  for (const text of ['ax', 'axy', 'axyz']) changeDraft('order@1', draft(), text, 'typing');

  undoDraft('order@1', draft());

  expect(draft().text).toBe('a');
});

test('a file that changed on disk is taken where nothing was changed here, and kept apart where something was', () => {
  const theirs = { text: 'theirs', etag: '2' };
  changeDraft('order@1', draft(), 'mine');

  const mine = draft();

  expect(currentDraft(freshDraft(file), theirs).text).toBe('theirs');
  expect(currentDraft(mine, theirs)).toBe(mine);
  expect(isChanged(mine)).toBe(true);
});
