// Marks built programs as executable: node ../../tools/make-executable.mjs dist/main.js
// npm does it where it installs a package; in a clone it links the commands before they are built, and the compiler writes plain files.
import { chmod } from 'node:fs/promises';

await Promise.all(process.argv.slice(2).map((file) => chmod(file, 0o755)));
