import { reembedRecord } from '@ltmc/runtime';
import { count } from '../quantities.js';
import { say, type Scene } from './scene.js';

export async function reembed(scene: Scene): Promise<void> {
  const { config, logger, signal, progress } = scene;
  const { formerModel, embedded, total } = await reembedRecord(config, {
    logger,
    signal,
    onProgress: ({ done, total: all }) => { progress.show({ step: 'embedding', done, total: all, unit: 'chunks' }); },
  });
  const change = formerModel === undefined ? 'The record has the model of this version' : `The record has changed from ${formerModel} to the model of this version`;
  say(scene, `${change}; ${count(embedded, 'chunk', 'chunks')} of ${total} embedded`);
}
