const WIDTH = 28;

/** 950 -> `950 ms`, 12_345 -> `12.3 s`, 95_000 -> `1 min 35 s` */
export function duration(ms) {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${(ms / 1000).toFixed(1)} s`;
  return `${Math.floor(ms / 60_000)} min ${Math.round((ms % 60_000) / 1000)} s`;
}

/**
 * A progress bar on stderr: redrawn in place on a terminal, a line every tenth elsewhere.
 * @param {string} label what is being done
 * @param {number} total how many steps there are
 */
export function progressBar(label, total, out = process.stderr) {
  const startMs = performance.now();
  let done = 0;
  let shownTenth = -1;
  const line = () => {
    const share = total === 0 ? 1 : done / total;
    const filled = Math.round(share * WIDTH);
    const elapsedMs = performance.now() - startMs;
    const left = done > 0 && done < total ? `, about ${duration((elapsedMs / done) * (total - done))} left` : '';
    return `  ${label} [${'█'.repeat(filled)}${'░'.repeat(WIDTH - filled)}] ${done}/${total} ${duration(elapsedMs)}${left}`;
  };
  const show = () => {
    const tenth = Math.floor((done / Math.max(1, total)) * 10);
    if (out.isTTY) out.write(`\r\u001b[2K${line()}`);
    else if (tenth > shownTenth) out.write(`${line()}\n`);
    shownTenth = tenth;
  };
  show();
  return {
    /** One more step is done. */
    step() {
      done += 1;
      show();
    },
    /** Ends the line; @returns milliseconds since the start. */
    end() {
      if (out.isTTY) out.write(`\r\u001b[2K${line()}\n`);
      return performance.now() - startMs;
    },
  };
}
