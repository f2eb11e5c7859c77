// A release of every package as it would be, without writing, tagging or publishing anything.
import { NX_ENV, nxScript } from '../bootstrap/build.mjs';
import { runCommand, tail } from '../bootstrap/run-command.mjs';
import { readWorkspace, report, ROOT } from './workspace.mjs';

const published = (await readWorkspace()).filter(({ manifest }) => manifest.private !== true);
const tags = await runCommand('git', ['tag', '--list', '*@*'], { cwd: ROOT });
const first = tags.stdout.trim() === '' ? ['--first-release'] : [];
// "patch" for all: by conventional commits alone a quiet week would release nothing and so try nothing.
const args = [nxScript(ROOT), 'release', 'patch', '--dry-run', '--skip-publish', ...first];
const { status, output } = await runCommand(process.execPath, args, { cwd: ROOT, env: NX_ENV });

const unreleased = published.filter(({ path }) => !output.includes(`written to manifest: ${path}/package.json`));
report(
  `Release dry run of ${published.length} packages`,
  status === 0 ? unreleased.map(({ name }) => `${name} would get no new version`) : [tail(output)],
);
