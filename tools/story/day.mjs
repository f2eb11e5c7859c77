/** What the agents know each other and their work by. */
export const ANN = { agent_id: 'ann', session_id: 'ann-monday' };
export const BEN = { agent_id: 'ben', session_id: 'ben-monday' };
export const STANDUP = 'standup/monday';
export const CHATTER = 'lunch';

export const DOCUMENTS = {
  'docs/architecture.md': `# Harbour

Harbour sells ferry tickets. The web shop talks to one API server in Go; the API keeps bookings in PostgreSQL and puts seat counts into Redis.

## Seats

A seat is held for ten minutes while somebody pays. Holds live in Redis only; a lost hold costs a customer a second attempt, never a double booking, because the
booking itself is a row with a unique key of sailing and seat.
`,
  'docs/payments.md': '# Payments\n\nWe take payments through Stripe. Its webhook tells the API that a payment went through; the API then turns the hold into a booking.\n',
  'runbooks/deploy.md': `# Deploying

Deploy from the release branch with \`make ship\`. Watch the error rate for fifteen minutes.

## Rolling back

When the error rate doubles, run \`make ship VERSION=previous\`. Database migrations are never rolled back: write a new one that repairs.
`,
  'api/refunds.md': '# Refunds\n\nA refund is asked for with POST /bookings/{id}/refund. The full price is given back until 48 hours before departure, half of it until departure, and nothing afterwards.\n',
  'decisions/ledger.md': '# The ledger\n\nEvery movement of money is one line in an append-only table called ledger; balances are sums, never stored.\n',
  'notes/guess.md': 'Somebody guessed that captains can cancel single bookings by radio. Nobody has checked this.\n',
};

/** What the payments page says from the afternoon on. */
export const CORRECTED = '# Payments\n\nWe take payments through Mollie, because it settles in one day and is cheaper for iDEAL. Its webhook tells the API that a payment went through; the API then turns the hold into a booking.\n';

const WRONG_IBAN = 'def valid_iban(iban):\n    return len(iban) == 22\n';
const RIGHT_IBAN = 'def valid_iban(iban):\n    digits = iban[4:] + iban[:4]\n    return int("".join(str(int(c, 36)) for c in digits)) % 97 == 1\n';
/** The same code as somebody else's editor leaves it. */
const RIGHT_IBAN_AGAIN = 'def valid_iban( iban ):  # mod 97\n    digits = iban[4:]+iban[:4]\n\n    return int(\'\'.join(str(int(c, 36)) for c in digits)) % 97 == 1\n';
const IBAN_PROMPT = 'Write a Python function that checks whether an IBAN is valid.';

/**
 * One working day of two agents on one record: Ann over stdio, Ben over HTTP. Each goes on from what the other did, at once.
 *
 * @param {Awaited<ReturnType<typeof import('../faces/world.mjs').openWorld>>} world
 */
export async function liveTheDay({ overStdio, overHttp }) {
  const ann = (tool, args) => overStdio(tool, { ...args, ...ANN });
  const ben = (tool, args) => overHttp(tool, { ...args, ...BEN });
  const ids = await writeDocuments({ ann, ben });
  const messages = await standUp({ ann, ben });
  await linkThem({ ann, ben }, ids);
  const todos = await planAndDo({ ann, ben });
  await tryCode({ ann, ben });
  const noon = new Date().toISOString();
  await correctAndForget({ ann, ben });
  return { ids, messages, todos, noon };
}

async function writeDocuments({ ann, ben }) {
  const ids = {};
  for (const [index, [file_name, content]] of Object.entries(DOCUMENTS).entries()) {
    const by = index % 2 === 0 ? ann : ben;
    const folder = file_name.split('/')[0];
    // Each call is sent twice, as a client does that lost the answer.
    const call = { file_name, content, tags: ['harbour', folder], wait: 'searchable', idempotency_key: `monday ${file_name}` };
    const [first, again] = [await by('store_memory', call), await by('store_memory', call)];
    if (first.resource_id !== again.resource_id) throw new Error(`${file_name} was stored twice`);
    ids[file_name] = first.resource_id;
  }
  return ids;
}

async function standUp({ ann, ben }) {
  const said = [
    [ann, 'user', 'Good morning. Who looks into the login bug that customers on Safari report?'],
    [ben, 'assistant', 'I do, today. It is the cookie without SameSite.'],
    [ann, 'user', 'And when is the harbour master free for the demo?'],
    [ben, 'assistant', 'Thursday at ten.'],
  ];
  const messages = [];
  for (const [by, role, content] of said) {
    const { message_id } = await by('log_chat', { conversation_id: STANDUP, role, content, source_tool: 'slack', wait: 'searchable' });
    messages.push(message_id);
  }
  await ann('log_chat', { conversation_id: CHATTER, content: 'The soup today was far too salty.', source_tool: 'slack', wait: 'searchable' });
  return messages;
}

async function linkThem({ ann, ben }, ids) {
  await ben('link_resources', { source_id: ids['api/refunds.md'], target_id: ids['docs/payments.md'], relationship_type: 'depends_on' });
  await ann('link_resources', { source_id: ids['docs/payments.md'], target_id: ids['decisions/ledger.md'], relationship_type: 'references', strength: 0.5 });
}

async function planAndDo({ ann, ben }) {
  const refunds = await ann('add_todo', { title: 'Show the refund rules on the ticket', description: 'Half the price inside of 48 hours.', priority: 'high', assigned_agent: 'ben' });
  const cookie = await ann('add_todo', { title: 'Set SameSite on the login cookie', assigned_agent: 'ben' });
  const demo = await ben('add_todo', { title: 'Prepare the demo for the harbour master', priority: 'medium' });
  await ben('complete_todo', { todo_id: cookie.todo_id });
  return { refunds: refunds.todo_id, cookie: cookie.todo_id, demo: demo.todo_id };
}

async function tryCode({ ann, ben }) {
  const code = { input_prompt: IBAN_PROMPT, language: 'python', function_name: 'valid_iban', tags: ['payments'] };
  await ben('log_code_attempt', { ...code, generated_code: WRONG_IBAN, result: 'fail', error_message: 'NL91ABNA0417164300 has 18 characters and is valid' });
  await ben('log_code_attempt', { ...code, generated_code: RIGHT_IBAN, result: 'pass', execution_time_ms: 3 });
  await ann('log_code_attempt', { ...code, generated_code: RIGHT_IBAN_AGAIN, result: 'pass', execution_time_ms: 5 });
}

async function correctAndForget({ ann, ben }) {
  await ben('store_memory', { file_name: 'docs/payments.md', content: CORRECTED, tags: ['harbour', 'docs'], wait: 'searchable' });
  await ann('forget_memory', { file_name: 'notes/guess.md' });
  await ben('forget_memory', { file_name: 'runbooks/deploy.md' });
  await ann('forget_memory', { file_name: 'runbooks/deploy.md', undo: true }); // that was a mistake
  await ben('forget_memory', { conversation_id: CHATTER, purge: true });
}
