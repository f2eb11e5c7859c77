import { describe, expect, it } from 'vitest';
import { codeFingerprint } from '../../src/code/code-fingerprint.js';

const same = (language: string, ...codes: string[]) => new Set(codes.map((code) => codeFingerprint(code, { language }))).size === 1;
const apart = (language: string, ...codes: string[]) => new Set(codes.map((code) => codeFingerprint(code, { language }))).size === codes.length;

describe('the same code, written otherwise', () => {
  it.each([
    ['python', 'def f(a, b):\n    """Adds."""\n    return a + b  # sum\n', 'def f(a,b):\n\n  return (a\n    +b)'.replace('(a\n    +b)', 'a+b'), "def f(a, b):\n\t'''Another text.'''\n\t# why\n\treturn a+b"],
    ['python', 'x = [1_000, 0xFF, 1.50, "it\'s", .5e3]', "x=[1000,\n  255,\n  1.5, 'it\\'s', 500.0,][:5]".replace(',][:5]', ']')],
    ['python', 'a = 1; b = 2', 'a = 1\nb = 2', '  a = 1\n  b = 2\n'],
    ['python', 'x = u"#not" + Rb"\\n"', "x = '#not' + bR'\\n' # yes"],
    ['python', 'total = a + \\\n  b', 'total = a + b'],
    ['javascript', "const x = 'a//b'; // c\nf(x,1)", 'const x = "a//b";\n/* c */ f( x , 1 )'],
    ['typescript', 'const m: Map<string, Array<number>> = new Map();', 'const m : Map<string,Array<number> > =\n  new Map() ;'],
    ['javascript', 'return a\n  .b()', 'return a.b()'],
    ['java', 'class A { long x = 0xFFL; /* c */ }', 'class A {\n  long x = 255l; // c\n}'],
    ['cpp', '#include <a>\n#define X 1 // one\nint n = 1\'000;', '#include <a>\n\n#define X 1\nint n=1000;'],
    ['go', 'func f() int {\n\treturn 1 // one\n}\n', 'func f() int { return 1 }'],
    ['rust', "fn f<'a>(s: &'a str) -> char { '\\'' /* a /* b */ c */ }", "fn f<'a>( s : &'a str )->char{\n'\\''\n}"],
    ['sql', "SELECT a FROM t -- all\nWHERE b = 'x--y'", "select a\nfrom t where b='x--y' /* why */"],
    ['shell', "if true; then\n  echo 'a b' # say\nfi", 'if true\nthen\n\techo "a b"\nfi\n'],
    ['shell', 'cat <<EOF\n# kept\n  it\nEOF\necho done', 'cat   <<EOF\n# kept\n  it\nEOF\n\n echo done #x'],
    ['elixir', 'def f do\n  1\nend', 'def f do  \n\n    1\nend\n'],
  ])('%s: %j', (language, ...codes) => {
    expect(same(language, ...codes)).toBe(true);
  });

  it('whatever the ends of lines, a byte-order mark, or a fence around it', () => {
    const code = 'def f():\n    return 1\n';
    expect(same('python', code, code.replaceAll('\n', '\r\n'), `\uFEFF${code}`, `\`\`\`python\n${code}\`\`\``, `\n\`\`\`\n${code}\n\`\`\`\n`)).toBe(true);
  });

  it('whether or not the language is named', () => {
    const samples = {
      python: 'def f(x):\n    return x  # it', javascript: 'const f = (x) => { return x; } // it', go: 'package main\n\nfunc f(x int) int {\n\treturn x // it\n}',
      rust: 'fn f(x: i32) -> i32 { x } // it', java: 'public static int f(int x) { return x; } // it', sql: 'SELECT x FROM t -- it', shell: '#!/bin/sh\necho 1 # it',
    };
    for (const [language, code] of Object.entries(samples)) expect(codeFingerprint(code, { language }), language).toBe(codeFingerprint(code));
    expect(codeFingerprint('x = 1 // 2', { fileName: 'a/b.PY' })).toBe(codeFingerprint('x=1//2', { language: ' Python ' }));
  });
});

describe('other code', () => {
  it.each([
    ['python', 'x = 1', 'x = 2', 'y = 1', 'x == 1', 'x = "1"', 'x = 1.0', 'x = 01', 'x = b"1"', 'x = f"1"'],
    ['python', 'if a:\n  b\nc', 'if a:\n  b\n  c', 'if a:\n  b\nif c:\n  d'],
    ['python', 's = "# a"', 's = "# b"', 's = "#a"', 's = """# a\n"""'],
    ['python', 'f("a  b")', 'f("a b")', 'f(a  in b)', 'f(a in b)\n'.replace('in', 'is')],
    ['python', 'a = t.x10', 'a = t.x1', 'a--b', 'a - b'],
    ['javascript', 'return\na', 'return a'],
    ['javascript', 'a + +b', 'a++ + b', 'a + b', 'a ++b'],
    ['javascript', 's = "http://a"', 's = "http://b"', 's = "http:"', "s = '/* x */'", "s = '/* y */'"],
    ['javascript', 'x = a / b / c', 'x = /a/b', 'x = /[/]"/g.test(s) // c', 'x = /[/]/g.test(s)'],
    ['javascript', 'x = `a ${b} //`', 'x = `a ${c} //`', 'x = `a ${`}`} /* */`', 'x = "a"'],
    ['rust', 't.10', 't.1', "x::<'a>()", "x::<'b>()", "'a'", "'b'", '1..10', '1.0..10'],
    ['go', 'a := `// raw`', 'a := `// war`', 'x <- y', 'x < -y'],
    ['c', '#define A 1\nint b;', '#define A 1 int b;', "char c = '\"'; // x", 'char c = \'"\'; int d;'],
    ['sql', "SELECT 'A'", "SELECT 'a'", 'SELECT "A"', "SELECT 'it''s'", 'SELECT a'],
    ['shell', 'a=1', 'a = 1', 'echo a#b', 'echo a #b', 'echo $#', "echo '$a'", 'echo "$a"', 'cat <<A\nx\nA', 'cat <<A\ny\nA'],
    ['elixir', 'a do\n b\nend', 'a do\nb\nend', 'x # a', 'x # b', '"a  b"', '"a b"'],
    ['python', '# only this', '# only that', '', '/* x'],
    ['c', 'a /* b', 'a /* c', 'a'],
    ['python', 'x = "a', 'x = "b', 'x = """a\nb', 'x = """a\nc'],
  ])('%s: %j', (language, ...codes) => {
    expect(apart(language, ...codes)).toBe(true);
  });
});
