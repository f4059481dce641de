import { useQuery } from '@tanstack/react-query';
import { createElement, Fragment, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import styles from './help-text.module.css';
import { type Block, type Inline, readMarkdown } from './read-markdown.ts';

// The page of help stands in the folder of its node type; it is loaded when somebody looks.
const pages = import.meta.glob<string>('../../../../nodes/*/README.md', { query: '?raw', import: 'default' });

/** The page of help of a node type. */
export function HelpText({ type, title }: { readonly type: string; readonly title: string }) {
  const { t } = useTranslation();
  const load = pages[`../../../../nodes/${type}/README.md`];
  const { data } = useQuery({
    queryKey: ['help', type],
    queryFn: async () => (load === undefined ? [] : readMarkdown(await load())),
    staleTime: Number.POSITIVE_INFINITY,
  });
  if (data === undefined || data.length === 0) return null;
  return (
    <section className={styles.help} aria-label={t('inspector.help', { title })}>
      <h3>{t('inspector.help', { title })}</h3>
      <MarkdownText blocks={data} />
    </section>
  );
}

type MarkdownProps = {
  readonly blocks: readonly Block[];
  /** By how much its headings stand below those of the page. */
  readonly deeper?: number;
};

/** A page of Markdown without its title, which stands above it already. */
export function MarkdownText({ blocks, deeper = 2 }: MarkdownProps) {
  const { t } = useTranslation();
  return blocks
    .filter((block, index) => index > 0 || block.kind !== 'heading')
    .map((block, index) => (
      // biome-ignore lint/suspicious/noArrayIndexKey: a fixed page has no identity but its order
      <Fragment key={index}>{drawBlock(block, t('inspector.helpCode'), deeper)}</Fragment>
    ));
}

function drawBlock(block: Block, codeLabel: string, deeper: number): ReactNode {
  switch (block.kind) {
    case 'heading':
      return createElement(`h${Math.min(6, block.level + deeper)}`, {}, drawInlines(block.inlines));
    case 'paragraph':
      return <p>{drawInlines(block.inlines)}</p>;
    case 'list':
      return createElement(
        block.isOrdered ? 'ol' : 'ul',
        {},
        block.items.map((inlines, index) => createElement('li', { key: index }, drawInlines(inlines))),
      );
    case 'code':
      return (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling block must be reachable by keyboard
        <section aria-label={codeLabel} className={styles.code} tabIndex={0}>
          <pre>
            <code>{block.text}</code>
          </pre>
        </section>
      );
    case 'table':
      return <HelpTable rows={block.rows} label={codeLabel} />;
  }
}

function HelpTable({
  rows,
  label,
}: {
  readonly rows: (Block & { readonly kind: 'table' })['rows'];
  readonly label: string;
}) {
  const [head = [], ...body] = rows;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling block must be reachable by keyboard
    <section className={styles.table} aria-label={label} tabIndex={0}>
      <table>
        <thead>
          <tr>{head.map((cell, index) => createElement('th', { key: index, scope: 'col' }, drawInlines(cell)))}</tr>
        </thead>
        <tbody>
          {body.map((row, index) =>
            createElement(
              'tr',
              { key: index },
              row.map((cell, place) => createElement('td', { key: place }, drawInlines(cell))),
            ),
          )}
        </tbody>
      </table>
    </section>
  );
}

function drawInlines(inlines: readonly Inline[]): ReactNode {
  return inlines.map((inline, index) => {
    const key = index;
    switch (inline.kind) {
      case 'code':
        return createElement('code', { key }, inline.text);
      case 'strong':
        return createElement('strong', { key }, inline.text);
      case 'em':
        return createElement('em', { key }, inline.text);
      case 'link':
        return /^https:\/\//.test(inline.href)
          ? createElement('a', { key, href: inline.href, target: '_blank', rel: 'noreferrer' }, inline.text)
          : inline.text;
      default:
        return inline.text;
    }
  });
}
