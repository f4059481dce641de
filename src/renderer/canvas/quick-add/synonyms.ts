const synonyms: Readonly<Record<string, readonly string[]>> = {
  approval: ['sign off', 'decide', 'human', 'task', 'confirm', 'permission', 'people'],
  branch: ['if', 'switch', 'condition', 'route', 'decision', 'otherwise'],
  'dead-letter': ['dead letter', 'park', 'hold', 'quarantine', 'queue'],
  each: ['loop', 'for each', 'repeat', 'items', 'batch', 'pages', 'iterate'],
  fail: ['error', 'stop', 'abort', 'throw'],
  http: ['rest', 'api', 'call', 'request', 'curl', 'get', 'post'],
  manual: ['button', 'form', 'start', 'run now'],
  map: ['mapping', 'transform', 'jsonata', 'convert', 'shape', 'set fields', 'canonical'],
  merge: ['join', 'wait for all', 'combine', 'gather'],
  milestone: ['kpi', 'progress', 'mark', 'business'],
  odoo: ['erp', 'record', 'create', 'update', 'search', 'read', 'sale order', 'invoice'],
  'odoo-trigger': ['erp', 'event', 'changed', 'created', 'confirmed', 'poll'],
  redact: ['mask', 'privacy', 'pii', 'personal', 'hide', 'anonymise'],
  respond: ['answer', 'reply', 'return', 'response'],
  retry: ['retry', 'again', 'repeat', 'backoff', 'attempts', 'resilience'],
  saas: ['openapi', 'connector', 'action', 'stripe', 'shop', 'api'],
  saga: ['compensate', 'undo', 'rollback', 'transaction'],
  schedule: ['cron', 'timer', 'every', 'clock', 'cut-off', 'nightly'],
  script: ['code', 'javascript', 'function', 'custom'],
  try: ['catch', 'error', 'fallback', 'exception', 'handle'],
  validate: ['schema', 'check', 'contract', 'shape', 'verify'],
  wait: ['delay', 'sleep', 'pause', 'until', 'timer'],
  webhook: ['http', 'incoming', 'call', 'post', 'signed', 'event'],
};

/** Other words people look for a step type by. */
export function synonymsOf(type: string): readonly string[] {
  return synonyms[type] ?? [];
}
