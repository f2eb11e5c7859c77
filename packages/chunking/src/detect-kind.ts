/** How a text is read: which of its borders are good places to cut. */
export type TextKind = 'markdown' | 'code' | 'chat' | 'plain';

const CHAT_TYPES = new Set(['chat', 'conversation', 'dialogue', 'transcript']);

const EXTENSIONS: Readonly<Record<Exclude<TextKind, 'chat'>, string>> = {
  markdown: 'markdown md mdown mdx qmd rmd',
  plain: 'adoc asc log org rst srt tex text txt vtt',
  code: `
    c cc cpp cxx h hh hpp m mm cs java kt kts scala groovy swift go rs zig d dart nim
    js cjs mjs jsx ts cts mts tsx vue svelte astro html htm xml css scss sass less
    py pyi rb php pl pm lua r jl ex exs erl hs ml mli fs clj cljs el lisp scm
    sh bash zsh fish ps1 bat cmd sql graphql gql proto thrift tf hcl nix cmake gradle mk
    json jsonc json5 jsonl ndjson yaml yml toml ini cfg conf env properties diff patch csv tsv`,
};
const wordsOf = (list: string): string[] => list.trim().split(/\s+/);
const KIND_BY_EXTENSION: ReadonlyMap<string, TextKind> = new Map([
  ...wordsOf(EXTENSIONS.markdown).map((name): [string, TextKind] => [name, 'markdown']),
  ...wordsOf(EXTENSIONS.plain).map((name): [string, TextKind] => [name, 'plain']),
  ...wordsOf(EXTENSIONS.code).map((name): [string, TextKind] => [name, 'code']),
]);
const CODE_NAMES = new Set(wordsOf('dockerfile containerfile makefile gnumakefile rakefile gemfile justfile jenkinsfile procfile vagrantfile'));

/**
 * Chooses how a memory is read: a chat type first, then the extension or well-known name of the file, then the type `code`.
 *
 * What stays unknown is read as Markdown: agents write it mostly, and a text without any Markdown in it is cut at its paragraphs just like plain text.
 * @param fileName - the name of the memory; folders in it do not matter.
 * @param resourceType - as given to `store_memory`, in any case.
 */
export function detectKind(fileName: string, resourceType: string): TextKind {
  const type = resourceType.trim().toLowerCase();
  if (CHAT_TYPES.has(type)) return 'chat';
  const baseName = fileName.slice(Math.max(fileName.lastIndexOf('/'), fileName.lastIndexOf('\\')) + 1).toLowerCase();
  const dot = baseName.lastIndexOf('.');
  const byExtension = dot < 0 ? undefined : KIND_BY_EXTENSION.get(baseName.slice(dot + 1));
  if (byExtension !== undefined) return byExtension;
  return type === 'code' || CODE_NAMES.has(baseName) ? 'code' : 'markdown';
}
