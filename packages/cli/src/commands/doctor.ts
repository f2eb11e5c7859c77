import { diagnose, type Finding } from '@ltmc/runtime';
import type { Command } from '../command-line.js';
import { EXIT, type ExitCode } from '../exit-codes.js';
import { count } from '../quantities.js';
import { watched, type Scene } from './scene.js';

const SIGNS: Readonly<Record<Finding['state'], string>> = { ok: 'ok     ', note: 'note   ', problem: 'PROBLEM' };

/** Tells each finding as it comes. */
export async function doctor({ json }: Extract<Command, { name: 'doctor' }>, scene: Scene): Promise<ExitCode> {
  const { config, stdout, progress } = scene;
  let [problems, notes] = [0, 0];
  for await (const finding of diagnose(config, watched(scene))) {
    progress.end();
    if (finding.state === 'problem') problems += 1;
    if (finding.state === 'note') notes += 1;
    stdout.write(json ? `${JSON.stringify(finding)}\n` : describe(finding));
  }
  progress.end();
  if (!json) stdout.write(`${problems === 0 ? 'No problem found' : `${count(problems, 'problem', 'problems')} found`}${notes > 0 ? `, ${count(notes, 'note', 'notes')}` : ''}\n`);
  return problems === 0 ? EXIT.done : EXIT.problems;
}

function describe({ check, state, message, mend }: Finding): string {
  const mended = mend === undefined ? '' : `        mend: ${mend}\n`;
  return `${SIGNS[state]} ${check}: ${message}\n${mended}`;
}
