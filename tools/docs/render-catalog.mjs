import { FIRST_RESOURCES, PROMPTS, RESOURCE_TEMPLATES } from '@ltmc/tools';

/** What MCP clients get beside tools. */
export function renderCatalog() {
  const resources = [...RESOURCE_TEMPLATES, ...FIRST_RESOURCES.resources].map(({ uri, uriTemplate = uri, description, mimeType }) => `| \`${uriTemplate}\` | ${description} | ${mimeType} |\n`);
  const prompts = PROMPTS.map(({ name, description, arguments: args }) => `| \`${name}\` | ${args.map((one) => `\`${one.name}\`: ${one.description}`).join('; ')} | ${description} |\n`);
  return `
## Resources

Over MCP, to read by their address (in many clients by typing \`@\`):

| address | what it gives | type |
| --- | --- | --- |
${resources.join('')}
The first page of the list is the status alone, which costs no start of a service; the next ones are the 100 memories stored last and the 100 conversations used last. A memory of more than
65,536 characters comes in parts, each followed by the address of the next (\`?from=\`), and a conversation by 100 messages, with \`earlier\` as the address of those before
(\`?before=\`). What is not there is refused with -32602 and the address. Ids of conversations are percent-encoded.

## Prompts

Over MCP, for a person to ask for (in many clients by typing \`/\`). Each is one text made from what is stored and current; the arguments are completed.

| prompt | arguments | what it gives |
| --- | --- | --- |
${prompts.join('')}`;
}
