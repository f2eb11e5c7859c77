/** @type {readonly import('../examples.mjs').Step[]} */
export const examples = [
  { tool: 'store_memory', prepares: true, arguments: { file_name: 'services/checkout.md', content: 'The checkout service takes the payment and then reserves the goods.', wait: 'searchable' } },
  { tool: 'store_memory', prepares: true, arguments: { file_name: 'services/payments.md', content: 'The payments service talks to the bank and keeps receipts.', wait: 'searchable' } },
  { tool: 'store_memory', prepares: true, arguments: { file_name: 'runbooks/bank-outage.md', content: 'When the bank does not answer, switch the shop to invoices.', wait: 'searchable' } },
  { tool: 'store_memory', prepares: true, arguments: { file_name: 'services/checkout-old.md', content: 'The checkout service reserves the goods and then takes the payment.', wait: 'searchable' } },
  {
    tool: 'link_resources',
    says: 'State how two memories belong together, by name or id.',
    arguments: { source_id: 'services/checkout.md', target_id: 'services/payments.md', relationship_type: 'depends_on', strength: 0.9 },
  },
  { tool: 'link_resources', prepares: true, arguments: { source_id: 'runbooks/bank-outage.md', target_id: 'services/payments.md', relationship_type: 'part_of', strength: 0.5 } },
  {
    tool: 'auto_link_documents',
    says: 'Find what says nearly the same, and link it.',
    arguments: { document_id: 'services/checkout.md' },
  },
  {
    tool: 'get_document_relationships',
    says: 'See everything it is linked to, and over what: the runbook is two steps away, its strength the product of both.',
    arguments: { document_id: 'services/checkout.md', max_depth: 2 },
  },
  {
    tool: 'query_graph',
    says: 'Or begin with a question: what fits it comes with what it is linked to.',
    arguments: { query: 'who talks to the bank?', relationship_types: ['depends_on', 'part_of'], limit: 2 },
  },
];
