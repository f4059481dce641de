/** Titles of the triggers by type, so that the list of flows need not load every step there is; a test holds them to the steps. */
const titles: Readonly<Record<string, string>> = {
  'dead-letter-trigger': 'When set aside',
  manual: 'Start by hand',
  'odoo-trigger': 'Odoo trigger',
  schedule: 'Schedule',
  webhook: 'Webhook in',
};

/** A trigger's type in words, such as “Webhook in” for `webhook@1`; an unknown type as it is written. */
export function triggerWords(type: string): string {
  const [, name = type, major] = /^(.*?)@(\d+)$/.exec(type) ?? [];
  return (major === '1' ? titles[name] : undefined) ?? type;
}
