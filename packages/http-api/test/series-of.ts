/** The samples of a page of metrics: `name{labels}` to its value. A line that is none fails the test. */
export function seriesOf(page: string): Map<string, number> {
  const lines = page.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return new Map(lines.map((line): [string, number] => {
    const [, name = '', value] = /^([a-zA-Z_:][\w:]*(?:\{(?:\w+="(?:[^"\\\n]|\\[\\"n])*",?)*\})?) (\S+)$/u.exec(line) ?? [];
    if (Number.isNaN(Number(value)) && value !== 'Nan') throw new Error(`no sample: ${line}`);
    return [name, Number(value)];
  }));
}
