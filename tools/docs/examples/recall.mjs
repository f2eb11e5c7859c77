const GATEWAY = '# Gateway\n\nThe staging gateway listens on port 8443. It forwards requests to the token service.';
const BILLING = '# Billing\n\nBilling uses PostgreSQL, because invoices need transactions.\n\n```sql\nSELECT total FROM invoices;\n```\n\nInvoices are kept for ten years.';

/** @type {readonly import('../examples.mjs').Step[]} */
export const examples = [
  { tool: 'store_memory', prepares: true, arguments: { file_name: 'gateway.md', content: GATEWAY, wait: 'searchable' } },
  { tool: 'store_memory', prepares: true, arguments: { file_name: 'billing.md', content: BILLING, resource_type: 'note', wait: 'searchable' } },
  { tool: 'add_todo', prepares: true, arguments: { title: 'Renew the certificate of the gateway' } },
  {
    tool: 'ask_with_context',
    says: 'Ask, and hand `prompt` to your own model; `suggested_response` quotes the best answer, or is null.',
    arguments: { question: 'Which port does the staging gateway listen on?', context_limit: 1 },
  },
  {
    tool: 'route_query',
    says: 'Find out where to look.',
    arguments: { query: 'Which tasks about the gateway are still open?', source_types: ['memory', 'todos'], top_k: 1 },
  },
  {
    tool: 'build_context',
    says: 'Pack a stored memory and a text of your own into a budget.',
    arguments: { documents: [{ id: 'billing.md' }, { content: 'Taxes are rounded per line.', id: 'remark' }], max_tokens: 400 },
  },
  {
    tool: 'retrieve_by_type',
    says: 'Look among the notes only.',
    arguments: { query: 'how long are invoices kept?', doc_type: 'note', top_k: 1 },
  },
];
