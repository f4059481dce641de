import { parseDuration } from '../duration.ts';
import { type Result, succeed } from '../problem.ts';
import { formatDocument, readDocument } from '../text/document.ts';
import type { Topic } from './registry.ts';
import { type TopicsFile, topicsSchema } from './registry-schema.ts';

/** Reads `registry/topics.yaml`: who owns which events. All problems at once, each with line and column. */
export function parseTopics(text: string): Result<readonly Topic[]> {
  const read = readDocument(text, () => topicsSchema);
  if (!read.ok) return read;
  // The schema of this file accepted the value a moment ago.
  const { topics = {} } = read.value.value as unknown as TopicsFile;
  return succeed(
    Object.entries(topics).map(([topic, { owner, domain, retention, class: classes, contract, keyedBy }]) => ({
      topic,
      owner,
      retentionMs: parseDuration(retention) ?? 0,
      ...(domain === undefined ? {} : { domain }),
      ...(classes === undefined ? {} : { class: classes }),
      ...(contract === undefined ? {} : { contract }),
      ...(keyedBy === undefined ? {} : { keyedBy }),
    })),
  );
}

/** Writes `registry/topics.yaml` in its canonical form. */
export function formatTopics(text: string): Result<string> {
  return formatDocument(text, () => topicsSchema);
}
