import type { CodeKind } from './languages.js';

/** What is known of a piece of code beside its text. */
export interface CodeHints {
  /** As the caller names it, e.g. `Python` or `ts`. */
  readonly language?: string | null | undefined;
  readonly fileName?: string | null | undefined;
}

/** Names of languages, and extensions of their files. */
const NAMES: Readonly<Record<CodeKind, string>> = {
  python: 'python python3 py pyi pyw gyp starlark bzl',
  javascript: 'javascript js mjs cjs jsx ecmascript node nodejs typescript ts mts cts tsx json json5 jsonc',
  c: 'c h c++ cpp cc cxx hpp hh hxx cplusplus objective-c objc m mm java c# cs csharp kotlin kt kts swift scala dart groovy glsl hlsl cuda cu proto zig v',
  go: 'go golang',
  rust: 'rust rs',
  sql: 'sql postgresql postgres mysql mariadb sqlite plpgsql tsql ddl',
  php: 'php php5 phtml',
  shell: 'shell sh bash zsh ksh dash console',
  plain: 'text txt plain',
};

const KIND_OF: ReadonlyMap<string, CodeKind> = new Map(Object.entries(NAMES).flatMap(([kind, names]) => names.split(' ').map((name) => [name, kindNamed(kind)] as const)));

function kindNamed(name: string): CodeKind {
  return isKind(name) ? name : 'plain';
}

function isKind(name: string): name is CodeKind {
  return Object.hasOwn(NAMES, name);
}

/** Lines that one language has and others hardly do. */
const SIGNS: readonly (readonly [CodeKind, RegExp])[] = [
  ['shell', /^#!.*\b(?:ba|z|k|da)?sh\b/],
  ['python', /^#!.*\bpython/],
  ['javascript', /^#!.*\bnode\b/],
  ['php', /^\s*<\?php/],
  ['python', /^[ \t]*(?:async )?def \w+\s*\(.*|^[ \t]*class \w+(?:\(.*\))?:|^[ \t]*(?:if|elif|else|for|while|try|except|with)\b.*:[ \t]*(?:#.*)?$|^from [\w.]+ import |^import [\w.]+(?: as \w+)?(?:,.*)?$|^[ \t]*lambda .*:/m],
  ['go', /^package \w+$|^func (?:\(.*\) )?\w+\(.*\{|:= /m],
  ['rust', /^[ \t]*(?:pub )?fn \w+|\blet mut |^use [\w:]+;|\bimpl\b.*\{/m],
  ['c', /^[ \t]*#include\b|\b(?:public|private|protected|static)\s+(?:\w+\s+)*\w+|^using [\w.]+;|^[ \t]*(?:int|void|char|double|float|bool|long|auto|String|fun|func)\b[^=;]*\(.*\{/m],
  ['javascript', /\b(?:const|let|var)\s+[\w$[{]|=>|\bfunction\b|^[ \t]*(?:import|export)\b.*|\bconsole\.|===/m],
  ['sql', /^\s*(?:select\b[\s\S]*\bfrom\b|insert\s+into\b|update\s+\w+\s+set\b|delete\s+from\b|create\s+(?:table|index|view|function)\b|alter\s+table\b|with\s+\w+\s+as\s*\()/i],
  ['shell', /^[ \t]*(?:echo|cd|export|grep|sed|awk|curl|mkdir|chmod|sudo|set -\w|fi$|done$|esac$)|\$\(|\bthen$/m],
];

/** Enough to tell by; a longer text costs no more. */
const LOOKED_AT = 8000;

/** By the language that is named, else by the file's extension, else by the text itself. */
export function codeKindOf(code: string, { language, fileName }: CodeHints): CodeKind {
  const named = language?.trim().toLowerCase();
  if (named !== undefined && named !== '') return KIND_OF.get(named) ?? 'plain';
  const extension = /\.([\w+#]+)$/.exec(fileName?.toLowerCase() ?? '')?.[1];
  const byFile = extension === undefined ? undefined : KIND_OF.get(extension);
  if (byFile) return byFile;
  const head = code.slice(0, LOOKED_AT);
  return SIGNS.find(([, sign]) => sign.test(head))?.[0] ?? 'plain';
}
