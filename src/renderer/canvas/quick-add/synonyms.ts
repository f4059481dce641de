const synonyms: Readonly<Record<string, readonly string[]>> = {
  approval: ['sign off', 'decide', 'human', 'task', 'confirm', 'permission', 'people', 'manager', 'decision'],
  branch: ['if', 'switch', 'condition', 'route', 'decision', 'otherwise', 'router'],
  'dead-letter': ['dead letter', 'park', 'hold', 'quarantine', 'queue', 'dlq', 'failed', 'error'],
  each: ['loop', 'for each', 'repeat', 'items', 'batch', 'pages', 'iterate', 'every item', 'split'],
  fail: ['error', 'stop', 'abort', 'throw', 'end'],
  http: ['rest', 'api', 'call', 'request', 'curl', 'get', 'post', 'url'],
  manual: ['button', 'form', 'start', 'run now', 'by hand'],
  map: ['mapping', 'transform', 'jsonata', 'convert', 'shape', 'set fields', 'canonical'],
  merge: ['join', 'wait for all', 'combine', 'gather'],
  milestone: ['kpi', 'progress', 'mark', 'business', 'metric'],
  odoo: ['erp', 'record', 'create', 'update', 'search', 'read', 'invoice', 'sale order', 'sales order', 'customer'],
  'odoo-trigger': ['erp', 'event', 'changed', 'created', 'confirmed', 'poll', 'record'],
  redact: ['mask', 'privacy', 'pii', 'hide', 'anonymise', 'personal data'],
  respond: ['answer', 'reply', 'return', 'response', 'webhook'],
  retry: ['retry', 'again', 'repeat', 'backoff', 'attempts', 'resilience'],
  saas: ['openapi', 'connector', 'action', 'stripe', 'shop', 'api', 'operation', 'service'],
  saga: ['compensate', 'undo', 'rollback', 'transaction', 'all or nothing'],
  schedule: ['cron', 'timer', 'every', 'clock', 'cut-off', 'nightly', 'day'],
  script: ['code', 'javascript', 'function', 'custom'],
  try: ['catch', 'error', 'fallback', 'exception', 'handler'],
  validate: ['schema', 'check', 'contract', 'shape', 'verify'],
  wait: ['delay', 'sleep', 'pause', 'until', 'timer'],
  webhook: ['http', 'incoming', 'call', 'post', 'signed', 'event', 'trigger', 'hook', 'endpoint', 'receive'],
};

/** Other words people look for a step type by. */
export function synonymsOf(type: string): readonly string[] {
  return synonyms[type] ?? [];
}
